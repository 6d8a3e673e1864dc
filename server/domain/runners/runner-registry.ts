import { z } from "zod";
import { SandboxReport } from "../../contract/sandbox-report.ts";
import type { SystemFinding } from "../../contract/views.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Domain } from "../domain.ts";
import { runTiming } from "../runs/index.ts";

const Found = z.object({
  status: z.enum(["ok", "missing", "warning"]),
  detail: z.string(),
  fix: z.string().nullable(),
}) satisfies z.ZodType<SystemFinding>;

/** What a runner found on its machine. Web asks for it here because it never starts an agent's program itself. */
export const RunnerFindings = z.object({
  claudeCode: Found,
  /** Whether Claude Code is signed in on that machine; decides if a subscription can be used. Null: it never said. */
  signedIn: z.boolean().nullable(),
  ollama: Found,
  git: Found,
  sandbox: Found,
  /** Agents run without walls because the owner of that machine has said so. */
  sandboxOff: z.boolean().default(false),
  /** Of its last self-test; null before the first has ended, and where there is nothing to test. */
  sandboxReport: SandboxReport.nullable().default(null),
  /** That somebody asked for (look.ts): its id, and how long it took. Null: of the runner's own accord. */
  look: z
    .object({ id: z.string(), tookMs: z.object({ claudeCode: z.number(), ollama: z.number() }) })
    .nullable()
    .default(null),
  /** What its environment says of time-outs, in seconds; null: it did not say (an older version). */
  timeouts: z
    .object({ runIdleSeconds: z.number(), runTotalSeconds: z.number(), checkSeconds: z.number() })
    .nullable()
    .default(null),
});
export type RunnerFindings = z.infer<typeof RunnerFindings>;

export interface RunnerIdentity {
  readonly id: string;
  readonly host: string;
  /** See server/sandbox/process-marker.ts. */
  readonly marker: string;
}

/** Makes a runner known. */
export const registerRunner = async (
  { prisma }: Pick<Domain, "prisma">,
  { identity, findings }: { identity: RunnerIdentity; findings: z.input<typeof RunnerFindings> },
): Promise<void> => {
  await prisma.runner.create({ data: { ...identity, findings } });
};

/** Says that a runner lives, and what it finds now; null: the same as before. */
export const beatRunner = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { id, findings }: { id: string; findings: RunnerFindings | null },
): Promise<void> => {
  const data = { heartbeatAt: clock.now(), ...(findings === null ? {} : { findings }) };
  await prisma.runner.updateMany({ where: { id }, data });
};

/** Says that a runner has stopped in good order. */
export const retireRunner = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">, id: string): Promise<void> => {
  await prisma.runner.updateMany({ where: { id }, data: { stoppedAt: clock.now() } });
};

/**
 * Ends the leases of runners that the caller knows to be dead (same host, no such process), so that
 * their runs go on at once instead of when the lease has run out.
 */
export const releaseLeasesOf = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  runnerIds: readonly string[],
): Promise<void> => {
  await prisma.run.updateMany({
    where: { runnerId: { in: [...runnerIds] }, status: "RUNNING" },
    data: { leaseExpiresAt: new Date(0) },
  });
  await prisma.runner.updateMany({
    where: { id: { in: [...runnerIds] }, stoppedAt: null },
    data: { stoppedAt: clock.now() },
  });
};

/** Runners of this host and installation that have not said that they stopped. */
export const unfinishedRunners = async (
  { prisma }: Pick<Domain, "prisma">,
  { host, installation }: { host: string; installation: string },
): Promise<{ id: string; marker: string }[]> =>
  prisma.runner.findMany({
    where: { host, marker: { startsWith: `${installation}:` }, stoppedAt: null },
    select: { id: true, marker: true },
  });

/** Whether Claude Code was signed in on a machine when a runner there last found out; null: none ever did. */
export const lastSignIn = async ({ prisma }: Pick<Domain, "prisma">, host: string): Promise<boolean | null> => {
  const newest = await prisma.runner.findFirst({
    where: { host, OR: [true, false].map((equals) => ({ findings: { path: ["signedIn"], equals } })) },
    orderBy: { heartbeatAt: "desc" },
    select: { findings: true },
  });
  return newest === null ? null : RunnerFindings.parse(newest.findings).signedIn;
};

export interface RunnerStatus {
  readonly alive: number;
  readonly lastSeenAt: Date | null;
  /** Of the runner that was heard of last; null when there never was one. */
  readonly findings: RunnerFindings | null;
}

/** The rows of runners that live now. */
export const livingRunners = (clock: Clock) => ({
  stoppedAt: null,
  heartbeatAt: { gte: new Date(clock.now().getTime() - runTiming.runnerSilenceMs) },
});

/** What living runners' environments say of time-outs, a line a machine; of two on one machine, the one heard of last. */
export const runnerTimeouts = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">) => {
  const rows = await prisma.runner.findMany({
    where: livingRunners(clock),
    orderBy: { heartbeatAt: "asc" },
    select: { host: true, findings: true },
  });
  const byHost = new Map(
    rows.flatMap(({ host, findings }) => {
      const { timeouts } = RunnerFindings.parse(findings);
      return timeouts === null ? [] : [[host, timeouts] as const];
    }),
  );
  return [...byHost].map(([host, timeouts]) => ({ host, timeouts })).toSorted((a, b) => a.host.localeCompare(b.host));
};

/** How many runners live, and what the newest of them found. */
export const runnerStatus = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<RunnerStatus> => {
  const [alive, newest] = await Promise.all([
    prisma.runner.count({ where: livingRunners(clock) }),
    prisma.runner.findFirst({ orderBy: [{ heartbeatAt: "desc" }], select: { heartbeatAt: true, findings: true } }),
  ]);
  return {
    alive,
    lastSeenAt: newest?.heartbeatAt ?? null,
    findings: newest === null ? null : RunnerFindings.parse(newest.findings),
  };
};
