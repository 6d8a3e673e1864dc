import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { UsageFilter, UsageGroup, UsageQuery } from "../server/contract/usage-query.ts";
import { createDatabase } from "../server/db/client.ts";
import { startEmbeddedPostgres } from "../server/db/embedded/start.ts";
import { migrate } from "../server/db/migrate.ts";
import type { Domain } from "../server/domain/domain.ts";
import { noteLimits } from "../server/domain/rate-limits/index.ts";
import { newId } from "../server/platform/ids.ts";
import {
  readAcceptedPhases,
  readCall,
  readCalls,
  readHours,
  readLatency,
  readLimitShares,
  readName,
  readSummary,
  readTimeline,
  readVisibleBudgets,
} from "../server/domain/usage-report/index.ts";
import { seedUser } from "../server/testing/project-factory.ts";
import { seedUsage } from "../scripts/seed/usage-seed.ts";
import { endsWithUs } from "./interruption.ts";
import { measurement, percentile, repeatedly, timed, type Bench, type Measurement } from "./measurement.ts";

const calls = 1_000_000;
const repetitions = 20;
const until = new Date("2026-11-28T17:00:00Z");

const viewer = { id: "usr_bench", role: "ADMIN" } as const;
const whole: UsageQuery = { period: { preset: "90d" }, timeZone: "Asia/Kolkata", filter: {} };

/** Every question of the usage page, over the whole ledger, in a time zone with a half hour. */
const questions = async (
  domain: Pick<Domain, "prisma" | "clock">,
): Promise<ReadonlyMap<string, () => Promise<unknown>>> => {
  const timeline = (group: UsageGroup) => () => readTimeline(domain, { viewer, query: whole, group });
  const callsOf = (filter: UsageFilter, only: "all" | "failed" | "uncosted") => () =>
    readCalls(domain, { viewer, query: { ...whole, filter }, input: { only } });
  // Where somebody is who has asked for more, again and again.
  const farDown = { at: new Date(until.getTime() - 80 * 86_400_000), id: "use_" };
  const laterPage = (only: "all" | "failed") => () =>
    readCalls(domain, { viewer, query: whole, input: { only, cursor: farDown } });
  const [call] = (await laterPage("all")()).calls;
  if (call === undefined) throw new Error("The seeded ledger has no calls so long ago.");
  return new Map<string, () => Promise<unknown>>([
    ["summary", () => readSummary(domain, { viewer, query: whole })],
    ["timeline-project", timeline("project")],
    ["timeline-phase", timeline("phase")],
    ["timeline-role", timeline("role")],
    ["timeline-model", timeline("model")],
    ["timeline-provider", timeline("provider")],
    ["timeline-user", timeline("user")],
    ["latency", () => readLatency(domain, { viewer, query: whole })],
    ["hours", () => readHours(domain, { viewer, query: whole })],
    ["accepted-phases", () => readAcceptedPhases(domain, { viewer, query: whole })],
    ["limits", () => readLimitShares(domain, { viewer })],
    ["calls", callsOf({}, "all")],
    ["calls-failed", callsOf({}, "failed")],
    ["calls-later-page", laterPage("all")],
    ["calls-failed-later-page", laterPage("failed")],
    ["calls-uncosted-reviews", callsOf({ role: "QUALITY_ASSURANCE" }, "uncosted")],
    ["call", () => readCall(domain, { viewer, callId: call.id })],
    ["name", () => readName(domain, { viewer, group: "project", key: call.projectId })],
    ["budgets", () => readVisibleBudgets(domain, { viewer })],
    [
      "summary-one-model",
      () => readSummary(domain, { viewer, query: { ...whole, filter: { model: "claude-haiku-5-5" } } }),
    ],
  ]);
};

const hoursFromEnd = (hours: number): string => new Date(until.getTime() + hours * 3_600_000).toISOString();

/** So that the limits' section has something to answer: who used the week. */
const windowsOf = {
  provider: "claude_subscription",
  accountKind: "subscription",
  account: "subscription",
  source: "headers",
  windows: [
    { name: "5h", status: "allowed", utilisation: 0.4, resetsAt: hoursFromEnd(1) },
    { name: "7d", status: "allowed", utilisation: 0.4, resetsAt: hoursFromEnd(2) },
  ],
} as const;

/** A budget of each project, as an installation has that gives every one its own. */
const seedBudgets = async (prisma: Domain["prisma"]): Promise<void> => {
  const projects = await prisma.project.findMany({ select: { id: true } });
  await prisma.budget.createMany({
    data: projects.map(({ id }) => ({
      id: newId("budget"),
      scope: "PROJECT",
      subjectId: id,
      period: "TOTAL",
      limitMicros: 100_000_000n,
    })),
  });
};

/** What any answer about the period has to read at least: the rollup once, summed up, by a bare client. */
const bareQuery = `SELECT sum("calls"), sum("inputUncached"), sum("cacheRead"), sum("output"), sum("billedMicros")
  FROM "UsageRollup" WHERE "bucket" >= $1 AND "bucket" < $2`;

/** The usage page's queries over a million calls, each as its procedure asks it; p95 of twenty after one to warm up. */
export const usageQuery: Bench = async (say) => {
  const begun = new AsyncDisposableStack();
  const destroy = endsWithUs(() => begun.disposeAsync());
  try {
    const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-bench-"));
    begun.defer(() => rmSync(dataDir, { recursive: true, force: true }));
    // Run as root, PostgreSQL steps down to a user who must be able to pass through.
    chmodSync(dataDir, 0o711);
    const postgres = await startEmbeddedPostgres({ dataDir });
    begun.defer(() => postgres.stop());
    const { url } = postgres;
    await migrate({ url, folder: path.resolve(import.meta.dirname, "../prisma/migrations") });
    const { prisma, close } = createDatabase({ url, name: "spiral-bench" });
    begun.defer(close);
    await seedUser({ prisma });
    await seedUsage({ url, calls, until, force: false, say });
    await noteLimits(prisma, { ...windowsOf, at: until });
    await seedBudgets(prisma);
    const bare = new pg.Client({ connectionString: url });
    await bare.connect();
    begun.defer(() => bare.end());
    return await measure({ prisma, clock: { now: () => until } }, bare, say);
  } finally {
    await destroy();
  }
};

const measure = async (
  domain: Pick<Domain, "prisma" | "clock">,
  bare: pg.Client,
  say: (text: string) => void,
): Promise<Measurement[]> => {
  const askBare = () => bare.query(bareQuery, [new Date(until.getTime() - 91 * 86_400_000), until]);
  const lines: Measurement[] = [];
  for (const [name, ask] of await questions(domain)) {
    await ask();
    await askBare();
    const pairs = await repeatedly(repetitions, async () => ({ asked: await timed(ask), bare: await timed(askBare) }));
    const value = percentile(
      pairs.map(({ asked }) => asked),
      0.95,
    );
    const against = {
      what: "the rollup summed up once by a bare client",
      value: percentile(
        pairs.map((pair) => pair.bare),
        0.95,
      ),
    };
    say(`${name}: p95 ${value.toFixed(1)} ms, bare ${against.value.toFixed(1)} ms`);
    lines.push(measurement({ name: `usage-query-${name}`, value, unit: "ms", against }));
  }
  return lines;
};
