import type { Domain } from "../domain.ts";
import type { Lease } from "../runs/index.ts";
import { sessionFits } from "../sessions/index.ts";
import { giveUpProbe } from "./breakers.ts";
import { changeSides, isStandIn, lockHeldRun, type Serving } from "./note-serving.ts";

/** From the first choice away: nobody goes back within a step. */
const distance = { claude: 0, other_model: 1, local: 2 } as const satisfies Record<Serving["side"], number>;

/** A key that is refused others may well be good for the one that it answers; an account that has gone has no end. */
const isOthersRefusal = ({ why, until }: Serving): boolean => why === "no_account" && until !== null;

/**
 * Whether a session that Claude still answers is left between two of its turns. Where Claude is about to refuse it, or a
 * person wants it, it is; a service that is overloaded or away for others may well answer the one that it is answering.
 */
export const isWorthLeaving = (working: Serving, next: Serving): boolean =>
  distance[next.side] > distance[working.side] &&
  next.why !== "overloaded" &&
  next.why !== "network" &&
  !isOthersRefusal(next);

/**
 * Lets an attempt go on with somebody else from its next turn on: the switch is recorded and the attempt's row says who
 * works from here on, in one transaction and only for the holder of the run's lease.
 * @param contextTokens of the one who takes over; null: the conversation fits
 * @returns false where everything stays as it is
 */
export const leaveEarly = async (
  domain: Domain,
  {
    lease,
    working,
    next,
    contextTokens,
  }: {
    readonly lease: Lease;
    readonly working: Serving;
    readonly next: Serving;
    readonly contextTokens: number | null;
  },
): Promise<boolean> => {
  if (!isWorthLeaving(working, next)) return false;
  const detectedAt = domain.clock.now();
  return domain.prisma.$transaction(async (tx) => {
    if (!(await lockHeldRun(tx, lease))) return false;
    const { attemptId } = lease;
    const before = await tx.attempt.findUniqueOrThrow({ where: { id: attemptId } });
    const { agentSessionId: sessionId } = before;
    // What is too long is handed over to a session of its own, once this step has ended or been refused.
    const fits = contextTokens === null || (await sessionFits({ prisma: tx }, { sessionId, contextTokens }));
    if (!fits) return false;
    if (next.side === "local") await giveUpProbe(tx, { runId: lease.runId, now: domain.clock.now() });
    await changeSides(tx, { lease, serving: next, before, detectedAt, now: domain.clock.now() });
    const { provider, model } = next;
    await tx.attempt.update({ where: { id: attemptId }, data: { provider, model, standIn: isStandIn(next) } });
    return true;
  });
};
