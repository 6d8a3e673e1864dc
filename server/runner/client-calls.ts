import { noDetails } from "../contract/usage.ts";
import { accountName } from "../domain/accounts/index.ts";
import type { Domain } from "../domain/domain.ts";
import type { Lease } from "../domain/runs/index.ts";
import { beginCall, endCall } from "../domain/usage/index.ts";
import { newId } from "../platform/ids.ts";
import type { ClientCalls } from "../providers/provider.ts";
import type { RunAccount } from "./account-for-run.ts";
import { isOnThisMachine, isPrivate } from "./private-work.ts";

/**
 * The calls that a client of the runner makes without the gateway, written down in the same way. None is begun that would
 * take what is private to another machine.
 */
export const clientCallsOf = ({
  domain,
  lease,
  who,
}: {
  domain: Domain;
  lease: Lease;
  who: RunAccount;
}): ClientCalls => ({
  async begin() {
    if ((await isPrivate(domain, lease)) && !(await isOnThisMachine(domain, who))) return null;
    const { provider, account, model } = who;
    const callId = newId("call");
    const party = { accountKind: account.kind, account: accountName(account), provider, model };
    return (await beginCall(domain, { lease, callId, source: "client", ...party })) ? callId : null;
  },
  async end(callId, { usage, rawUsage, error, stopped, durationMs }) {
    await endCall(domain, {
      callId,
      endedAt: domain.clock.now(),
      end: {
        outcome: stopped ? "CUT" : error === null ? "COMPLETED" : "FAILED",
        responseModel: usage?.model ?? null,
        messageId: null,
        requestId: null,
        httpStatus: error?.httpStatus ?? null,
        errorClass: error?.class ?? null,
        retryAfterMs: null,
        firstByteMs: null,
        firstTokenMs: null,
        durationMs,
        usage,
        details: noDetails,
        rawUsage: rawUsage === null ? null : { ...rawUsage },
        rateLimits: [],
      },
    });
  },
});
