import { noDetails, type TokenUsage } from "../contract/usage.ts";
import type { Domain } from "../domain/domain.ts";
import { submitProject } from "../domain/projects/index.ts";
import type { Lease } from "../domain/runs/index.ts";
import { beginCall, endCall } from "../domain/usage/index.ts";
import { newId } from "../platform/ids.ts";
import { claimOpenRun, seedDraft, seedUser } from "./project-factory.ts";

/** A run in progress that calls can be made for. */
export const seedLease = async (domain: Domain): Promise<Lease> => {
  const ownerId = (await seedUser(domain)).id;
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  return claimOpenRun(domain, projectId);
};

/** A call of this run in the ledger, with an API key unless told. */
export const seedCall = async (
  domain: Domain,
  lease: Lease,
  over: {
    readonly model?: string;
    readonly accountKind?: "api_key" | "subscription";
    readonly usage?: Partial<TokenUsage>;
    readonly error?: "overloaded";
    readonly speed?: "fast";
    readonly durationMs?: number;
  } = {},
): Promise<string> => {
  const { model = "claude-sonnet-5-5", accountKind = "api_key", error = null, durationMs = 100 } = over;
  const callId = newId("call");
  const provider = accountKind === "api_key" ? "anthropic_api" : "claude_subscription";
  await beginCall(domain, { lease, callId, source: "gateway", provider, accountKind, account: accountKind, model });
  await endCall(domain, {
    callId,
    endedAt: domain.clock.now(),
    end: {
      outcome: error === null ? "COMPLETED" : "FAILED",
      responseModel: error === null ? model : null,
      messageId: error === null ? `msg_${callId}` : null,
      requestId: null,
      httpStatus: error === null ? 200 : 529,
      errorClass: error,
      retryAfterMs: null,
      firstByteMs: 10,
      firstTokenMs: 20,
      durationMs,
      usage:
        error === null
          ? {
              model,
              inputUncached: 0,
              cacheRead: 0,
              cacheWrite5m: 0,
              cacheWrite1h: 0,
              output: 0,
              reportedCostMicros: null,
              ...over.usage,
            }
          : null,
      details: { ...noDetails, speed: over.speed ?? null },
      rawUsage: null,
      rateLimits: [],
    },
  });
  return callId;
};
