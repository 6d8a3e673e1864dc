import { z } from "zod";
import { SwitchReason } from "../../contract/fallback.ts";
import type { ProviderError } from "../../contract/errors.ts";
import { familyOf } from "../../contract/model-families.ts";
import type { Breaker } from "../../db/generated/client.ts";
import type { Domain, Tx } from "../domain.ts";
import { storableText } from "../events/index.ts";
import { isOutOfPatience } from "../runs/index.ts";
import { needsPerson, nextProbe, showsAnAnswer, tripFor, TripReason, type Trip } from "./breaker-rules.ts";
import type { BreakerView } from "./decide-route.ts";
import { isRefusalKnown } from "./known-refusal.ts";

/** What is asked for: an account of Claude's, and one of its models. */
export interface BreakerKey {
  /** The ledger's name of the account; of a sample, its project. */
  readonly account: string;
  readonly model: string;
}

/** How long a run that tries may take before another one may. */
const probeMs = 10 * 60_000;
/** Whoever waits for a try that ended on this machine waits on for so long: whoever tried comes first, and gives up in the end. */
const afterYouMs = 5_000;
/** A breaker that has held for so long has forgotten how often it opened: until then, probes stay far apart. */
const calmMs = 10 * 60_000;

const rowsOf = (tx: Pick<Tx, "breaker">, { account, model }: BreakerKey): Promise<Breaker[]> =>
  tx.breaker.findMany({ where: { account, modelClass: { in: ["all", familyOf(model)] }, state: { not: "CLOSED" } } });

/** Always in the same order, whoever looks at several of them. */
const lockRows = async (tx: Tx, { account, model }: BreakerKey): Promise<void> => {
  await tx.$queryRaw`
    SELECT 1 FROM "Breaker" WHERE "account" = ${account} AND "modelClass" IN ('all', ${familyOf(model)})
    ORDER BY "modelClass" FOR UPDATE`;
};

interface Asking {
  readonly runId: string;
  readonly now: Date;
}

/** Whether a run may try it: it is time, and nobody else does, or whoever did has never said how it went. */
const isDue = ({ state, until, probeRunId, probeUntil }: Breaker, { runId, now }: Asking): boolean =>
  state === "OPEN" ? until <= now : probeRunId === runId || probeUntil === null || probeUntil <= now;

/** A limit that is near keeps nobody away who has nowhere else to go. */
const isOnlyNear = ({ state, reason }: Breaker): boolean => state === "OPEN" && reason === "near_limit";

interface BreakerReader {
  readonly runId: string;
  /** Claude is answering it. */
  readonly isAnswered?: boolean;
  /** It can go to a local model; false: that all of an account is nearly used up sends it nowhere. */
  readonly hasLocal?: boolean;
}

/**
 * The one that keeps longest from asking; a limit that is only near comes after all others that do, and what is due comes
 * last. A run that tries holds everybody else off until it has said how it went; not one that Claude is answering.
 */
export const readBreaker = async (
  { prisma, clock }: { readonly prisma: Pick<Tx, "breaker"> } & Pick<Domain, "clock">,
  key: BreakerKey,
  { runId, isAnswered = false, hasLocal = true }: BreakerReader,
): Promise<BreakerView> => {
  const asking = { runId, now: clock.now() };
  const keepsNobody = (row: Breaker): boolean =>
    !hasLocal && row.modelClass === "all" && isOnlyNear(row) && !isDue(row, asking);
  const rows = (await rowsOf(prisma, key)).filter((row) => !(isAnswered && row.state !== "OPEN") && !keepsNobody(row));
  const rank = (row: Breaker): number => (isDue(row, asking) ? 2 : row.reason === "near_limit" ? 1 : 0);
  const isTried = (row: Breaker): boolean => row.state === "HALF_OPEN" && !isDue(row, asking);
  // Whoever is tried is due when that has taken too long.
  const end = (row: Breaker): Date => (isTried(row) && row.probeUntil !== null ? row.probeUntil : row.until);
  const [first] = rows.toSorted((a, b) => rank(a) - rank(b) || end(b).getTime() - end(a).getTime());
  if (first === undefined) return { state: "closed" };
  return {
    state: "open",
    scope: first.modelClass === "all" ? "all" : "family",
    reason: SwitchReason.parse(first.reason),
    message: first.message,
    until: end(first),
    tried: isTried(first),
    due: rows.some((row) => isDue(row, asking)),
  };
};

interface EndOfWait {
  readonly until: Date;
  /** Another run is trying it. */
  readonly tried: boolean;
  /** What is in the way; null: nothing any more. */
  readonly why: { readonly reason: SwitchReason; readonly message: string } | null;
}

/**
 * Until when a run waits that found a breaker in its way before it settles: now, where that is over by this moment; and
 * whether another one is trying it meanwhile. In the transaction that writes it down, so that whatever becomes of the
 * breaker later finds it waiting.
 */
export const endOfWait = async (
  tx: Tx,
  key: BreakerKey,
  { runId, now }: { readonly runId: string; readonly now: Date },
): Promise<EndOfWait> => {
  await lockRows(tx, key);
  const breaker = await readBreaker({ prisma: tx, clock: { now: () => now } }, key, { runId });
  return breaker.state === "closed" || breaker.reason === "near_limit" || breaker.until < now
    ? { until: now, tried: false, why: null }
    : { until: breaker.until, tried: breaker.tried, why: breaker };
};

/**
 * Makes a run the one that tries, for every breaker in its way that is due, or for none where another one keeps it away:
 * decided with all of them locked, so that of any number of runs exactly one does. Trying again as the same run is the
 * same try.
 */
export const takeProbe = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  key: BreakerKey,
  { runId }: { runId: string },
): Promise<boolean> =>
  prisma.$transaction(async (tx) => {
    const { account } = key;
    const asking = { runId, now: clock.now() };
    await lockRows(tx, key);
    const rows = await rowsOf(tx, key);
    const due = rows.filter((row) => isDue(row, asking));
    if (due.length === 0 || !rows.every((row) => isDue(row, asking) || isOnlyNear(row))) return false;
    // The same try has the same end: others wait for that one.
    const begun = due.filter(
      (row) => !isTriedBy(runId)(row) || row.probeUntil === null || row.probeUntil <= asking.now,
    );
    await tx.breaker.updateMany({
      where: { account, modelClass: { in: begun.map(({ modelClass }) => modelClass) } },
      data: { state: "HALF_OPEN", probeRunId: runId, probeUntil: new Date(asking.now.getTime() + probeMs) },
    });
    return true;
  });

/**
 * Tells the breakers how an attempt on Claude ended: a failure of the service opens them, an answer closes those that this
 * run was trying, and what ended before one gives them up. In the transaction that settles the attempt.
 * @returns why it opened, if it did
 */
export const tellBreakers = async (
  tx: Tx,
  key: BreakerKey,
  outcome: {
    readonly runId: string;
    readonly error: ProviderError | null;
    readonly failures: number;
    /** False: there is nowhere else to go, so a fault that may pass opens them only when all patience is used up. */
    readonly hasWayOut: boolean;
    readonly now: Date;
    readonly random: () => number;
  },
): Promise<Trip | null> => {
  const { account, model } = key;
  const { runId, error, failures, hasWayOut, now, random } = outcome;
  const family = familyOf(model);
  await lockRows(tx, key);
  const rows = await tx.breaker.findMany({ where: { account, modelClass: { in: ["all", family] } } });
  const tried = rows.filter(isTriedBy(runId));
  const tries = tried.length > 0;
  const standing = rows.filter((row) => !tried.includes(row) && stands(row, now));
  // What stands has opened for the very outage that this run has met, too.
  const opened = Math.max(0, ...rows.map((row) => timesOpened(row, now) - (standing.includes(row) ? 1 : 0)));
  const found = error === null ? null : tripFor(error, { failures, opened, tries, now, random });
  const opens = hasWayOut || tries || (error !== null && isOutOfPatience(error, failures));
  let trip = opens ? found : null;
  if (trip !== null && error !== null) {
    const modelClass = trip.scope === "all" ? "all" : family;
    const row = standing.find((other) => other.modelClass === modelClass);
    if (row === undefined) {
      await openRow(tx, { account, modelClass }, { trip, error, now, failures: opened + 1 });
      const isWhole = modelClass === "all" || tried.every((other) => other.modelClass === modelClass);
      await letWaitUntil(tx, tried, isWhole ? trip.until : now);
    } else {
      trip = await meetAgain(tx, row, { trip, error, now });
    }
  } else if (tries && error !== null && needsPerson(error)) {
    // It stops who tried; whoever is elsewhere stays there, from now on for this reason: what was in the way may be over.
    const until = nextProbe({ opened, now, random });
    const message = storableText(error.message);
    await endTry(tx, tried, { state: "OPEN", reason: "no_account", message, until, failures: opened + 1 });
    await letWaitUntil(tx, tried, until);
    // Time mends no key, and one project that stands still for it is enough.
    const isKnown = tried.some(({ reason }) => reason === "no_account") && (await isRefusalKnown(tx, error));
    if (hasWayOut && isKnown) trip = { reason: "no_account", scope: "all", until };
  } else if (showsAnAnswer(error)) {
    await closeTried(tx, tried, now);
  }
  // Of another one that it was trying it has learned nothing.
  await giveUpProbe(tx, { runId, now, failed: !showsAnAnswer(error) });
  return trip;
};

const openRow = async (
  tx: Tx,
  row: Pick<Breaker, "account" | "modelClass">,
  { trip, error, now, failures }: { trip: Trip; error: ProviderError; now: Date; failures: number },
): Promise<void> => {
  const state = {
    state: "OPEN",
    reason: trip.reason,
    message: storableText(error.message),
    openedAt: now,
    until: trip.until,
    failures,
    probeRunId: null,
    probeUntil: null,
    closedAt: null,
  };
  await tx.breaker.upsert({ where: { account_modelClass: row }, create: { ...row, ...state }, update: state });
};

/**
 * What one that stands makes of a failure of somebody who does not try: the same outage, which it has opened for. Only an
 * end that the service names counts, where it is later; and who is finding out whether it is over does so.
 * @returns until when it stands
 */
const meetAgain = async (
  tx: Tx,
  { account, modelClass, state, reason, until, probeUntil }: Breaker,
  { trip, error, now }: { readonly trip: Trip; readonly error: ProviderError; readonly now: Date },
): Promise<Trip> => {
  const named = namedEnd(error, now);
  const isLater = named !== null && named > until;
  // A limit is told by a service that answers: what was taken for its outage is over, and how long that was to last.
  const isAnswer = trip.reason === "quota" && reason !== "quota";
  const isNews = isLater || isAnswer;
  const end = isLater || (isAnswer && named !== null) ? trip.until : until;
  const words = { reason: trip.reason, message: storableText(error.message), until: end };
  if (isNews) await tx.breaker.updateMany({ where: { account, modelClass }, data: words });
  if (state === "HALF_OPEN") return { ...trip, until: probeUntil ?? until };
  return { ...trip, reason: isNews ? trip.reason : TripReason.parse(reason), until: end };
};

/**
 * Tells the breakers that Claude has answered a run that may go on for long: what it was trying is over, and everybody
 * else need not wait for its end.
 */
export const noteAnswer = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  key: BreakerKey,
  { runId }: { readonly runId: string },
): Promise<void> =>
  prisma.$transaction(async (tx) => {
    await lockRows(tx, key);
    const rows = await rowsOf(tx, key);
    await closeTried(tx, rows.filter(isTriedBy(runId)), clock.now());
  });

/**
 * Lets another run try in place of one that will not say how it went, because it has gone elsewhere or came to no answer:
 * a breaker that it was trying is due again at once. In the transaction that records what has become of it.
 * @param failed it failed before it came to an answer, and may try again itself
 */
export const giveUpProbe = async (
  tx: Tx,
  { runId, now, failed = false }: { readonly runId: string; readonly now: Date; readonly failed?: boolean },
): Promise<void> => {
  const tried = await tx.breaker.findMany({
    where: { state: "HALF_OPEN", probeRunId: runId },
    orderBy: { modelClass: "asc" },
  });
  await endTry(tx, tried, { state: "OPEN" });
  await letWaitUntil(tx, tried, failed ? new Date(now.getTime() + afterYouMs) : now);
};

const isTriedBy =
  (runId: string) =>
  ({ state, probeRunId }: Breaker): boolean =>
    state === "HALF_OPEN" && probeRunId === runId;

const closeTried = async (tx: Tx, tried: readonly Breaker[], now: Date): Promise<void> => {
  await endTry(tx, tried, { state: "CLOSED", closedAt: now });
  if (tried.some(({ account }) => !isSamples(account))) await endWaits(tx, now);
};

/** A sample's breakers are its own: it says so by this account, which is no other project's. */
export const samplesAccount = (projectId: string): string => `scripted:${projectId}`;
const isSamples = (account: string): boolean => account.startsWith(samplesAccount(""));

/**
 * Claude answers, also before the end that waiting projects were told: somebody had it tried early, or the provider named
 * an end that is not true. They go on now; one that something else is in the way of waits again, until that is over.
 */
const endWaits = async (tx: Tx, now: Date): Promise<void> => {
  await tx.$executeRaw`
    UPDATE "Project" SET "hold" = jsonb_set("hold" - 'tried', '{until}', to_jsonb(${now.toISOString()}::text))
    WHERE "id" IN (
      SELECT "id" FROM "Project"
      WHERE "status" = 'WAITING' AND "scenario" IS NULL AND "hold"->>'reason' = 'quota'
        AND ("hold"->>'until')::timestamptz > ${now}
      FOR NO KEY UPDATE SKIP LOCKED)`;
};

const endTry = async (
  tx: Tx,
  tried: readonly Breaker[],
  data:
    | { readonly state: "OPEN" }
    | (Pick<Breaker, "message" | "until" | "failures"> & { readonly state: "OPEN"; readonly reason: SwitchReason })
    | { readonly state: "CLOSED"; readonly closedAt: Date },
): Promise<void> => {
  for (const { account, modelClass, probeRunId } of tried)
    await tx.breaker.updateMany({
      where: { account, modelClass, state: "HALF_OPEN", probeRunId },
      data: { ...data, probeRunId: null, probeUntil: null },
    });
};

/**
 * Projects that wait because another run was trying wait until then instead: their holds name the time at which that run
 * would have been given up on. One that somebody is changing right now is left to them.
 */
const letWaitUntil = async (tx: Tx, tried: readonly Breaker[], until: Date): Promise<void> => {
  const ends = new Set(tried.flatMap(({ probeUntil }) => (probeUntil === null ? [] : [probeUntil.toISOString()])));
  for (const end of ends)
    await tx.$executeRaw`
      UPDATE "Project" SET "hold" = jsonb_set("hold" - 'tried', '{until}', to_jsonb(${until.toISOString()}::text))
      WHERE "id" IN (
        SELECT "id" FROM "Project"
        WHERE "status" = 'WAITING' AND "hold"->>'reason' = 'quota' AND "hold"->>'until' = ${end}
        FOR NO KEY UPDATE SKIP LOCKED)`;
};

/** Whatever closed before this has forgotten how often it opened. */
export const calmSince = (now: Date): Date => new Date(now.getTime() - calmMs);

const isCalm = ({ state, closedAt }: Breaker, now: Date): boolean =>
  state === "CLOSED" && closedAt !== null && closedAt <= calmSince(now);

/** In a row, until it is calm. */
const timesOpened = (row: Breaker, now: Date): number => (isCalm(row, now) ? 0 : row.failures);

/** Whether it keeps from asking for a failure of the service's, or somebody is finding out whether it still has to. */
const stands = ({ state, reason, until, probeUntil }: Breaker, now: Date): boolean =>
  state === "HALF_OPEN"
    ? probeUntil !== null && probeUntil > now
    : state === "OPEN" && reason !== "near_limit" && reason !== "no_account" && until > now;

/** Until when the service itself says that it is so; null: it does not, and how long to wait is our own patience. */
const namedEnd = ({ resetsAt, retryAfterMs }: ProviderError, now: Date): Date | null => {
  if (resetsAt !== null) return new Date(resetsAt);
  return retryAfterMs === null ? null : new Date(now.getTime() + retryAfterMs);
};

/**
 * Lets Claude be tried at once, by a person's wish.
 * @param projectId whose account: a sample has its own, all others share theirs. Null: that of all others
 */
export const makeBreakersDue = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { projectId }: { readonly projectId: string | null },
): Promise<void> => {
  const sample =
    projectId === null
      ? null
      : await prisma.project.findFirst({ where: { id: projectId, scenario: { not: null } }, select: { id: true } });
  await prisma.$transaction(async (tx) => {
    const due = (await lockAll(tx)).filter(({ account }) =>
      sample === null ? !isSamples(account) : account === samplesAccount(sample.id),
    );
    for (const { account, modelClass } of due)
      await tx.breaker.updateMany({ where: { account, modelClass, state: "OPEN" }, data: { until: clock.now() } });
  });
};

/** Forgets which limits are near, where people change from when on one is: whoever asks next looks anew. */
export const forgetNearLimits = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<void> =>
  prisma.$transaction(async (tx) => {
    for (const { account, modelClass } of await lockAll(tx))
      await tx.breaker.updateMany({
        where: { account, modelClass, reason: "near_limit", state: "OPEN" },
        data: { state: "CLOSED", closedAt: clock.now() },
      });
  });

const LockedKeys = z.array(z.object({ account: z.string(), modelClass: z.string() }));

/** Those that are not closed, in the order in which everybody locks them. */
const lockAll = async (tx: Tx): Promise<z.infer<typeof LockedKeys>> =>
  LockedKeys.parse(
    await tx.$queryRaw`
      SELECT "account", "modelClass" FROM "Breaker" WHERE "state" <> 'CLOSED'
      ORDER BY "account", "modelClass" FOR UPDATE`,
  );
