import { readFileSync } from "node:fs";
import path from "node:path";
import type { Domain } from "../domain/domain.ts";
import { listEvents } from "../domain/events/index.ts";
import { effectsFile, expectedEffects, randomLimits } from "../providers/scripted/scenarios/random-limits.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";

/** What came of one story with limits at random moments. */
export interface LimitStory {
  /** Limits that were met. */
  readonly limits: number;
  /** Of those, how many led to a local model. */
  readonly switches: number;
  /** Of those, how many were over before anybody could be asked instead: Claude went on. */
  readonly over: number;
  /** How many of the switches were those of a living session of the Developer's. */
  readonly live: number;
  /**
   * Milliseconds from the end of each refused call of the Developer's at the gateway to the first byte of the local
   * model's answer there, by the ledger.
   */
  readonly switchMs: readonly number[];
  /** How many runners have carried its runs out. */
  readonly runners: number;
  /** What is not as it has to be; empty where nothing was lost, doubled or written down twice. */
  readonly problems: readonly string[];
}

/** Holds a story that has ended against what must be true of it, whenever its limits were met. */
export const examineLimitStory = async (
  domain: Pick<Domain, "prisma">,
  { projectId, dataDir }: { projectId: string; dataDir: string },
): Promise<LimitStory> => {
  const { prisma } = domain;
  const problems: string[] = [];
  const expect = (holds: boolean, problem: string): void => void (holds || problems.push(problem));

  const { status, scenario } = await prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  expect(status === "SUCCEEDED", `It ended as ${status}.`);

  const { filesPath } = workspacePaths(dataDir, projectId);
  const effects = readFileSync(path.join(filesPath, effectsFile), "utf8").trimEnd().split("\n");
  expect(effects.join("\n") === expectedEffects.join("\n"), `Its commands have left behind: ${effects.join(" | ")}`);

  const events = await listEvents(domain, { projectId, after: 0, limit: 10_000 });
  const called = events.flatMap(({ payload }) => (payload.type === "tool.called" ? [payload.toolUseId] : []));
  const finished = events.flatMap(({ payload }) => (payload.type === "tool.finished" ? [payload.toolUseId] : []));
  expect(new Set(called).size === called.length, "A tool call was made twice.");
  expect(called.toSorted().join() === finished.toSorted().join(), "A tool call has no end, or more than one.");

  const allAttempts = await prisma.attempt.findMany({
    where: { run: { projectId } },
    include: { run: { select: { operation: true } } },
  });
  const attempts = allAttempts.filter(({ run }) => run.operation === "IMPLEMENT");
  const unfinished = attempts.filter(({ outcome }) => outcome !== "COMPLETED").length;
  expect(unfinished === 0, `${unfinished} of the Developer's turns did not come to their end.`);

  const records = await prisma.usageRecord.findMany({ where: { projectId }, orderBy: { startedAt: "asc" } });
  const refused = records.filter(({ errorClass }) => errorClass === "quota");
  const switches = await prisma.providerSwitch.findMany({ where: { projectId }, orderBy: { dispatchedAt: "asc" } });
  const told = events.flatMap(({ payload }) => (payload.type === "provider.switched" ? [payload] : []));
  const out = switches.filter(({ reason }) => reason === "quota").length;
  // On a slow machine a window may have begun anew before the next attempt did: then Claude is asked again at once.
  const overBefore = refused.filter(({ startedAt }) => {
    const next = records.find((record) => record.startedAt > startedAt);
    return next !== undefined && next.accountKind !== "local";
  });
  const over = `${overBefore.length} were over before anybody could be asked instead`;
  expect(
    out + overBefore.length === refused.length,
    `${refused.length} limits were met, ${over}, and ${out} switches are recorded.`,
  );
  const within = new Set(switches.flatMap(({ reason, attemptId }) => (reason === "quota" ? [attemptId] : [])));
  expect(within.size === out, `${out} switches are recorded, of only ${within.size} attempts.`);

  const phases = await prisma.phase.findMany({ where: { projectId } });
  const placeOf = ({ operation, phaseId }: (typeof refused)[number]): string =>
    `${operation} ${phases.find(({ id }) => id === phaseId)?.position ?? "of no phase"}`;
  const planned = (randomLimits(scenario ?? "")?.disturbances ?? []).map(
    ({ operation, phaseIndex }) => `${operation} ${phaseIndex ?? "of no phase"}`,
  );
  const met = refused.map(placeOf);
  expect(
    met.every((place) => planned.includes(place)),
    `Limits were met at ${met.join(", ")}, and planned at ${planned.join(", ")}.`,
  );
  // While a local model stands in, nobody meets the next ones; nobody stands in before the first.
  const [first] = planned;
  expect(first === undefined || met.includes(first), `The first limit, at ${first}, was not met.`);
  expect(switches.length === told.length, `${switches.length} switches are recorded and ${told.length} told of.`);
  const twice = switches.filter(({ toModel }, index) => toModel === switches[index - 1]?.toModel).length;
  expect(twice === 0, `${twice} switches lead to where the work was already.`);

  const developers = new Set(attempts.map(({ id }) => id));
  const live = refused.filter(
    (call) => call.attemptId !== null && developers.has(call.attemptId) && !overBefore.includes(call),
  );
  const switchMs = live.flatMap((call) => {
    const next = records.find(
      ({ attemptId, accountKind, startedAt }) =>
        attemptId === call.attemptId && accountKind === "local" && startedAt >= call.startedAt,
    );
    if (next?.firstByteMs === null || next?.firstByteMs === undefined) return [];
    const began = call.startedAt.getTime() + (call.durationMs ?? 0);
    return [next.startedAt.getTime() + next.firstByteMs - began];
  });
  expect(switchMs.length === live.length, `Of ${live.length} living sessions, ${switchMs.length} went on.`);
  return {
    limits: refused.length,
    switches: out,
    over: overBefore.length,
    live: live.length,
    switchMs,
    runners: new Set(allAttempts.map(({ runnerId }) => runnerId)).size,
    problems,
  };
};
