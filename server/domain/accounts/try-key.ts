import type { SystemFinding } from "../../contract/views.ts";
import { AddressRefusedError } from "../../platform/checked-lookup.ts";
import { isAllowed, type AddressAllowance } from "../../platform/public-address.ts";
import { anthropicAddress, type KeyAddress } from "./key-address.ts";

const timeoutMs = 10_000;

export interface KeyTrial {
  /**
   * `unknown`: the service did not say anything about the key, for now or ever. `forbidden`: it was not asked, because
   * its address leads further than it may.
   */
  readonly verdict: "accepted" | "refused" | "unknown" | "forbidden";
  readonly finding: SystemFinding;
}

const unknown = (detail: string, fix: string, status: "warning" | "missing" = "warning"): KeyTrial => ({
  verdict: "unknown",
  finding: { status, detail, fix },
});

/** From the status alone: an answer's body may hold anything, and is not repeated on a page. */
const judge = (status: number, host: string): KeyTrial => {
  if (status === 200)
    return { verdict: "accepted", finding: { status: "ok", detail: `${host} accepts the key.`, fix: null } };
  if (status === 401 || status === 403) {
    const detail = `${host} refuses the key (${status}).`;
    return {
      verdict: "refused",
      finding: { status: "missing", detail, fix: "Enter a key that is valid for this address." },
    };
  }
  if (status === 404)
    return unknown(
      `${host} answers but lists no models, so the key could not be tried.`,
      "A gateway may be like that; start a project to see.",
    );
  if (status === 429)
    return unknown(`${host} accepts the connection but limits requests at the moment (429).`, "Try again later.");
  return unknown(`${host} answered with status ${status}.`, "Try again; if it stays, check the base URL.");
};

const forbidden = ({ message, kind }: AddressRefusedError): KeyTrial => ({
  verdict: "forbidden",
  finding: {
    status: "missing",
    detail: `The key was not sent. ${message}`,
    fix:
      kind !== "invalid" && isAllowed(kind, "private")
        ? "If that is meant, permit it beside the address; otherwise enter another one."
        : "Enter another address.",
  },
});

/** Connects to nothing that leads further than allowed (server/platform/safe-fetch.ts). */
export type FetchTo = (allow: AddressAllowance) => typeof globalThis.fetch;

/**
 * Tries a key with a request that costs nothing (the list of models). A redirect is refused: it would carry the key to
 * an address that nobody entered.
 * @param options.address its base URL without a slash at its end
 */
export const tryKey = async ({
  credential,
  address: { baseUrl, addresses },
  fetchTo,
}: {
  readonly credential: string;
  readonly address: KeyAddress;
  readonly fetchTo: FetchTo;
}): Promise<KeyTrial> => {
  const base = baseUrl ?? anthropicAddress;
  const { host } = new URL(base);
  try {
    const answer = await fetchTo(addresses)(`${base}/v1/models?limit=1`, {
      headers: { "x-api-key": credential, "anthropic-version": "2023-06-01" },
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.body?.cancel();
    return judge(answer.status, host);
  } catch (error) {
    if (error instanceof AddressRefusedError) return forbidden(error);
    return unknown(`${host} cannot be reached.`, "Check the network and the base URL.", "missing");
  }
};
