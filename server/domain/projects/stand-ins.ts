import { isReturn, SwitchReason, type StandInWork } from "../../contract/fallback.ts";
import type { Domain, Reader } from "../domain.ts";

/** A change of sides, as it was recorded. */
export interface RecordedSwitch {
  readonly at: Date;
  readonly toModel: string;
  readonly reason: SwitchReason;
}

/** An attempt that asked a model. */
export interface ModelAttempt {
  /** Null: it was about no phase. */
  readonly phaseId: string | null;
  readonly startedAt: Date;
  /** Null: it goes on. */
  readonly endedAt: Date | null;
}

/** A local model's time in Claude's place: from one switch to the next. A private project's own model is in nobody's. */
const standsIn = (reason: SwitchReason): boolean => !isReturn(reason) && reason !== "private";

/**
 * What local models did in Claude's place, by phase, in the order in which it began. Time is that of attempts while a
 * local model served: pauses and waits are not in it. Pure.
 */
export const standInWork = (
  { switches, attempts }: { readonly switches: readonly RecordedSwitch[]; readonly attempts: readonly ModelAttempt[] },
  now: Date,
): StandInWork[] => {
  const work = new Map<
    string | null,
    { models: Set<string>; reasons: Set<SwitchReason>; ms: number; goesOn: boolean }
  >();
  for (const [index, { at, toModel, reason }] of switches.entries()) {
    if (!standsIn(reason)) continue;
    const until = (switches[index + 1]?.at ?? now).getTime();
    for (const { phaseId, startedAt, endedAt } of attempts) {
      const end = Math.min((endedAt ?? now).getTime(), until);
      if (end <= at.getTime() || startedAt.getTime() >= until) continue;
      const found = work.get(phaseId) ?? { models: new Set(), reasons: new Set(), ms: 0, goesOn: false };
      found.models.add(toModel);
      found.reasons.add(reason);
      found.ms += end - Math.max(startedAt.getTime(), at.getTime());
      found.goesOn ||= endedAt === null && switches[index + 1] === undefined;
      work.set(phaseId, found);
    }
  }
  return [...work].map(([phaseId, { models, reasons, ms, goesOn }]) => ({
    phaseId,
    models: [...models],
    reasons: [...reasons],
    ms,
    goesOn,
  }));
};

const isClaude = (provider: string): boolean => provider === "anthropic_api" || provider === "claude_subscription";

/** The same of a project's cycle, from its records. */
export const readStandInWork = async (
  { prisma, clock }: Reader & Pick<Domain, "clock">,
  { projectId, cycle }: { readonly projectId: string; readonly cycle: number },
): Promise<StandInWork[]> => {
  const switches = await prisma.providerSwitch.findMany({ where: { projectId }, orderBy: { dispatchedAt: "asc" } });
  if (switches.length === 0) return [];
  const attempts = await prisma.attempt.findMany({
    where: { run: { projectId, cycle }, provider: { not: null } },
    orderBy: { startedAt: "asc" },
    select: {
      startedAt: true,
      endedAt: true,
      run: { select: { phaseId: true, round: true, phase: { select: { goRound: true } } } },
    },
  });
  return standInWork(
    {
      switches: switches.map(({ dispatchedAt, toProvider, toModel, reason }) => ({
        at: dispatchedAt,
        toModel,
        // Another one of Claude's models is Claude: no local model works from then on.
        reason: isClaude(toProvider) ? "recovered" : SwitchReason.parse(reason),
      })),
      // A go that was put aside is no part of what is there.
      attempts: attempts
        .filter(({ run: { round, phase } }) => phase === null || round >= phase.goRound)
        .map(({ startedAt, endedAt, run: { phaseId } }) => ({ phaseId, startedAt, endedAt })),
    },
    clock.now(),
  );
};
