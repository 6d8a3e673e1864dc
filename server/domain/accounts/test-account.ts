import type { SystemFinding } from "../../contract/views.ts";
import { unreachable } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { currentAccount } from "./current-account.ts";

const anthropic = "https://api.anthropic.com";
const timeoutMs = 10_000;

const found = (status: SystemFinding["status"], detail: string, fix: string | null = null): SystemFinding => ({
  status,
  detail,
  fix,
});

/** From the status alone: an answer's body may hold anything, and is not repeated on a page. */
const judge = (status: number, host: string): SystemFinding => {
  if (status === 200) return found("ok", `${host} accepts the key.`);
  if (status === 401 || status === 403)
    return found("missing", `${host} refuses the key (${status}).`, "Enter a key that is valid for this address.");
  if (status === 404)
    return found(
      "warning",
      `${host} answers but lists no models, so the key could not be tried.`,
      "A gateway may be like that; start a project to see.",
    );
  if (status === 429)
    return found(
      "warning",
      `${host} accepts the connection but limits requests at the moment (429).`,
      "Try again later.",
    );
  return found("warning", `${host} answered with status ${status}.`, "Try again; if it stays, check the base URL.");
};

/**
 * Tries the active account with a request that costs nothing (the list of models). A redirect is refused: it would
 * carry the key to an address that nobody entered.
 */
export const testAccount = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
  { fetch }: { readonly fetch: typeof globalThis.fetch },
): Promise<SystemFinding> => {
  const account = await currentAccount(domain);
  switch (account.kind) {
    case null:
      return found("missing", "There is no key and no signed-in Claude Code.", account.fix);
    case "claude_subscription":
      return found(
        "warning",
        "Claude Code is signed in. Its subscription is first used, and so tried, when a project runs.",
        null,
      );
    case "anthropic_api": {
      const base = account.baseUrl ?? anthropic;
      const { host } = new URL(base);
      try {
        const answer = await fetch(`${base}/v1/models?limit=1`, {
          headers: { "x-api-key": account.credential, "anthropic-version": "2023-06-01" },
          redirect: "error",
          signal: AbortSignal.timeout(timeoutMs),
        });
        await answer.body?.cancel();
        return judge(answer.status, host);
      } catch {
        return found("missing", `${host} cannot be reached.`, "Check the network and the base URL.");
      }
    }
    default:
      return unreachable(account);
  }
};
