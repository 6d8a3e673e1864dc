import type { ProviderError } from "../../contract/errors.ts";
import { systemClock, type Clock } from "../../platform/clock.ts";
import type { ProviderAccount } from "../provider.ts";
import { createClient } from "./client.ts";
import { failureOf, noAnswerInTime, notTheApi, plainFailure } from "./failure.ts";

export type ProbeResult =
  /** The key works; these models can be used with it. */
  { outcome: "ok"; models: readonly { id: string; name: string }[] } | { outcome: "failed"; error: ProviderError };

/** Tests an account without using a token: GET /v1/models. A failure is data, because "does not work" is an answer. */
export const probe = async (
  account: ProviderAccount,
  { timeoutMs = 10_000, clock = systemClock }: { timeoutMs?: number; clock?: Clock } = {},
): Promise<ProbeResult> => {
  const client = createClient(account, timeoutMs);
  if ("class" in client) return { outcome: "failed", error: client };
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const page = await client.models.list({ limit: 100 }, { signal });
    // Every key may use some model; the client reads a captive portal's page, sent with 200, as an empty list.
    if (page.data.length === 0) return { outcome: "failed", error: plainFailure("malformed_response", notTheApi) };
    return { outcome: "ok", models: page.data.map((model) => ({ id: model.id, name: model.display_name })) };
  } catch (error) {
    const failure = signal.aborted ? plainFailure("timeout", noAnswerInTime) : failureOf(error, clock.now());
    return { outcome: "failed", error: failure };
  }
};
