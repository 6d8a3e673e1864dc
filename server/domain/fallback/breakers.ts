import { SwitchReason } from "../../contract/fallback.ts";
import type { ProviderError } from "../../contract/errors.ts";
import type { Breaker } from "../../db/generated/client.ts";
import type { Domain, Tx } from "../domain.ts";
import { storableText } from "../events/index.ts";
import { familyOf, tripFor, type Trip } from "./breaker-rules.ts";
import type { BreakerView } from "./decide-route.ts";

/** What is asked for: an account of Claude's, and one of its models. */
export interface BreakerKey {
  /** The ledger's name of the account; of a sample, its project. */
  readonly account: string;
  readonly model: string;
}

/** How long a run that tries may take before another one may. */
const probeMs = 10 * 60_000;
/** A breaker that has held for so long has forgotten how often it opened: until then, probes stay far apart. */
const calmMs = 10 * 60_000;

const rowsOf = (tx: Pick<Tx, "breaker">, { account, model }: BreakerKey): Promise<Breaker[]> =>
  tx.breaker.findMany({ where: { account, modelClass: { in: ["all", familyOf(model)] }, state: { not: "CLOSED" } } });

/**
 * The one that keeps longest from asking; a limit that is only near comes last. A run that tries holds everybody else off
 * until it has said how it went.
 */
export const readBreaker = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  key: BreakerKey,
  { runId }: { runId: string },
): Promise<BreakerView> => {
  const views = (await rowsOf(prisma, key)).map((row): Extract<BreakerView, { state: "open" }> => {
    const others = row.state === "HALF_OPEN" && row.probeRunId !== runId && row.probeUntil !== null;
    const until = others && row.probeUntil !== null && row.probeUntil > clock.now() ? row.probeUntil : row.until;
    const scope = row.modelClass === "all" ? "all" : "family";
    return { state: "open", scope, reason: SwitchReason.parse(row.reason), message: row.message, until };
  });
  const isOnlyNear = ({ reason }: (typeof views)[number]): number => Number(reason === "near_limit");
  const first = views.toSorted((a, b) => isOnlyNear(a) - isOnlyNear(b) || b.until.getTime() - a.until.getTime())[0];
  return first ?? { state: "closed" };
};

/**
 * Makes a run the one that tries, for every breaker in its way that is due: one conditional update, so that of any
 * number of runs exactly one does. Trying again as the same run is the same try.
 */
export const takeProbe = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { account, model }: BreakerKey,
  { runId }: { runId: string },
): Promise<boolean> => {
  const now = clock.now();
  const taken = await prisma.$executeRaw`
    UPDATE "Breaker" SET "state" = 'HALF_OPEN', "probeRunId" = ${runId},
      "probeUntil" = ${new Date(now.getTime() + probeMs)}
    WHERE "account" = ${account} AND "modelClass" IN ('all', ${familyOf(model)})
      AND (("state" = 'OPEN' AND "until" <= ${now})
        OR ("state" = 'HALF_OPEN' AND ("probeUntil" <= ${now} OR "probeRunId" = ${runId})))`;
  return taken > 0 && (await rowsOf(prisma, { account, model })).every((row) => row.probeRunId === runId);
};

/**
 * Tells the breakers how an attempt on Claude ended: a failure of the service opens them, anything else closes those
 * that this run was trying. In the transaction that settles the attempt.
 * @returns why it opened, if it did
 */
export const tellBreakers = async (
  tx: Tx,
  key: BreakerKey,
  outcome: {
    readonly runId: string;
    readonly error: ProviderError | null;
    readonly failures: number;
    /** False: only a used-up window opens them; a passing fault is waited for where there is nowhere else to go. */
    readonly hasWayOut: boolean;
    readonly now: Date;
    readonly random: () => number;
  },
): Promise<Trip | null> => {
  const { account, model } = key;
  const { runId, error, failures, hasWayOut, now, random } = outcome;
  const family = familyOf(model);
  const rows = await tx.breaker.findMany({ where: { account, modelClass: { in: ["all", family] } } });
  const opened = Math.max(0, ...rows.map((row) => (isCalm(row, now) ? 0 : row.failures)));
  // Whoever tries has no patience: one failure says that it is still not over.
  const tries = rows.some((row) => row.state === "HALF_OPEN" && row.probeRunId === runId);
  const found =
    error === null ? null : tripFor(error, { failures: tries ? failures + 1 : failures, opened, now, random });
  const trip = found !== null && (hasWayOut || tries || found.reason === "quota") ? found : null;
  if (trip !== null) {
    const modelClass = trip.scope === "all" ? "all" : family;
    const state = {
      state: "OPEN",
      reason: trip.reason,
      message: storableText(error?.message ?? ""),
      openedAt: now,
      until: trip.until,
      failures: opened + 1,
      probeRunId: null,
      probeUntil: null,
      closedAt: null,
    };
    await tx.breaker.upsert({
      where: { account_modelClass: { account, modelClass } },
      create: { account, modelClass, ...state },
      update: state,
    });
  }
  // A failure that is not the service's says that the service answers.
  const answered = error === null || trip === null;
  if (tries && answered) {
    await tx.breaker.updateMany({
      where: { account, modelClass: { in: ["all", family] }, state: "HALF_OPEN", probeRunId: runId },
      data: { state: "CLOSED", closedAt: now, probeRunId: null, probeUntil: null },
    });
  }
  return trip;
};

/**
 * Lets another run try in place of one that has gone elsewhere and will not say how it went: a breaker that it was trying
 * is due again at once. In the transaction that records where it has gone.
 */
export const giveUpProbe = async (tx: Tx, { runId }: { readonly runId: string }): Promise<void> => {
  await tx.breaker.updateMany({
    where: { state: "HALF_OPEN", probeRunId: runId },
    data: { state: "OPEN", probeRunId: null, probeUntil: null },
  });
};

const isCalm = ({ state, closedAt }: Breaker, now: Date): boolean =>
  state === "CLOSED" && closedAt !== null && now.getTime() - closedAt.getTime() >= calmMs;

/** Lets Claude be tried at once, by a person's wish. */
export const makeBreakersDue = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<void> => {
  await prisma.breaker.updateMany({ where: { state: "OPEN" }, data: { until: clock.now() } });
};
