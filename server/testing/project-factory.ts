import type { AddPriceInput } from "../contract/prices.ts";
import type { ToolAssessment } from "../contract/tool-requests.ts";
import type { EvaluateOutput, Evidence, PlanOutput, ReportOutput, ReviewOutput } from "../contract/outputs.ts";
import type { Domain } from "../domain/domain.ts";
import { claimRun, type AttemptReport, type AttemptResult, type Lease, type RunOutput } from "../domain/runs/index.ts";
import { settleRun } from "../domain/progress/index.ts";
import { createQueueSender, startBoss } from "../queue/pg-boss-queue.ts";
import { newId } from "../platform/ids.ts";
import { systemClock, type Clock } from "../platform/clock.ts";
import type { TestDatabase } from "./database.ts";

/** A domain on a test database, with a real queue. Close it before the database. */
export const createTestDomain = async (
  { prisma, url }: Pick<TestDatabase, "prisma" | "url">,
  clock: Clock = systemClock,
): Promise<Domain & { close(): Promise<void> }> => {
  const boss = await startBoss({ url, role: "sender", onError: () => undefined });
  return {
    prisma,
    queue: createQueueSender(boss),
    clock,
    environment: {
      ANTHROPIC_API_KEY: undefined,
      ANTHROPIC_BASE_URL: undefined,
      CLAUDE_CODE_OAUTH_TOKEN: undefined,
      OLLAMA_HOST: undefined,
    },
    close: () => boss.stop({ graceful: false, close: true }),
  };
};

/** A user who may do everything. */
export const seedUser = async (
  { prisma }: Pick<Domain, "prisma">,
  { role = "ADMIN", name = "Ada" }: { role?: "ADMIN" | "MEMBER" | "VIEWER"; name?: string } = {},
): Promise<{ id: string; role: "ADMIN" | "MEMBER" | "VIEWER" }> => {
  const id = newId("user");
  await prisma.user.create({ data: { id, name, login: id, passwordHash: "not a hash", role } });
  return { id, role };
};

/** A draft that the scripted model would play. */
export const seedDraft = async (
  { prisma }: Pick<Domain, "prisma">,
  {
    ownerId,
    scenario = "bench",
    approvePlan = false,
    permissionMode = "autonomous",
    brief = "Build a small thing with tests.",
    title = "A small thing",
    maxAssignments = 10,
    fallbackMode = null,
    startsFromRepository = false,
  }: {
    ownerId: string;
    scenario?: string;
    approvePlan?: boolean;
    permissionMode?: string;
    brief?: string;
    title?: string;
    maxAssignments?: number;
    /** A sample's own is "auto" only where its story is about limits. */
    fallbackMode?: string | null;
    /** The repository that comes with the product. */
    startsFromRepository?: boolean;
  },
): Promise<string> => {
  const id = newId("project");
  await prisma.project.create({
    data: {
      id,
      ownerId,
      title,
      brief,
      status: "DRAFT",
      scenario,
      provider: "scripted",
      approvePlan,
      permissionMode,
      maxAssignments,
      fallbackMode,
      ...(startsFromRepository && { source: { kind: "sample", sampleId: "sample-repository" } }),
    },
  });
  return id;
};

export const aPlan = (phases = 1): PlanOutput => ({
  title: "A small thing",
  summary: "A thing in small steps.",
  language: "JavaScript",
  complexity: { score: 2, reason: "small" },
  resources: [],
  risks: [],
  successMetrics: [],
  nextSteps: [],
  comparison: null,
  phases: Array.from({ length: phases }, (_, index) => ({
    title: `Part ${index + 1}`,
    kind: "build",
    goal: "Build it.",
    acceptanceCriteria: ["It works"],
    expectedArtefacts: ["a.js"],
  })),
});

export const someEvidence = (over: Partial<Evidence> = {}): Evidence => ({
  changedFiles: [{ path: "a.js", change: "added", insertions: 1, deletions: 0 }],
  checks: [
    {
      command: "node --test",
      detectedBy: "Node.js test files",
      outcome: "passed",
      exitStatus: 0,
      testsPassed: 1,
      testsFailed: 0,
      durationMs: 5,
      output: "ℹ pass 1",
    },
  ],
  diff: "",
  diffTruncated: false,
  documents: null,
  ...over,
});

const review: ReviewOutput = { summary: "Fine.", findings: [], strengths: [], criteria: [] };
export const aVerdict = (verdict: EvaluateOutput["verdict"] = "accept"): EvaluateOutput => ({
  verdict,
  reason: "Because.",
  instruction: verdict === "refine" ? "Do it again." : null,
  question: verdict === "escalate" ? "Which way?" : null,
  noCheckReason: null,
  planChange: null,
});
const assessment: ToolAssessment = {
  recommendation: "approve",
  reason: "More than this step needs it.",
  effort: { size: "small", requests: 4, reason: "One file." },
  alternatives: [{ name: "a script", how: "Write it into the project.", drawback: "It is there once." }],
  impact: "Without it, the rest is done by hand.",
};
const report: ReportOutput = {
  summary: "Done.",
  built: ["a.js"],
  remainingIssues: [],
  howToRun: "node a.js",
  howToDeploy: "copy it",
};

/** What a well-behaved agent would hand in for an operation. */
export const goodOutput = (operation: Lease["operation"], phases = 1): RunOutput => {
  switch (operation) {
    case "IMPORT":
      return {
        operation,
        output: {
          from: "small.zip",
          files: 1,
          bytes: 1,
          commit: "0".repeat(40),
          branch: "spiral/a-small-thing",
          originBranch: null,
          history: 0,
          notes: [],
          documents: [],
          language: { language: null, confidence: 0, signals: [] },
        },
      };
    case "PLAN":
      return { operation, output: aPlan(phases) };
    case "IMPLEMENT":
      return { operation, output: { summary: "I did it.", turns: 1 } };
    case "CHECK":
      return { operation, output: someEvidence() };
    case "REVIEW":
      return { operation, output: review };
    case "EVALUATE":
      return { operation, output: aVerdict() };
    case "ACCEPT":
      return { operation, output: { commit: "0".repeat(40), files: 1 } };
    case "RESTORE":
      return { operation, output: { commit: "0".repeat(40), kept: null } };
    case "REPORT":
      return { operation, output: report };
    case "ASSESS_TOOL":
      return { operation, output: assessment };
  }
};

/** The project's open run, if there is one. */
export const openRun = ({ prisma }: Pick<Domain, "prisma">, projectId: string) =>
  prisma.run.findFirst({ where: { projectId, status: { in: ["QUEUED", "RUNNING", "WAITING"] } } });

/** Claims the project's open run as a runner would. */
export const claimOpenRun = async (domain: Domain, projectId: string, runnerId = "rnr_test"): Promise<Lease> => {
  const run = await openRun(domain, projectId);
  if (run === null) throw new Error("There is no open run.");
  const lease = await claimRun(domain, { runId: run.id, runnerId });
  if (lease === null) throw new Error(`The run ${run.operation} (${run.status}) could not be claimed.`);
  return lease;
};

const nothing = {
  usage: [],
  usageIsWhole: false,
  asked: null,
  processesLeft: 0,
} as const;

/** Settles a lease with a result, as a runner would. */
export const settle = (
  domain: Domain,
  lease: Lease,
  result: AttemptResult,
  more: Partial<AttemptReport> = {},
): Promise<"settled" | "fenced"> =>
  settleRun(domain, {
    lease,
    report: { ...nothing, ...more, result },
    random: () => 0.5,
  });

/** Carries a project on, run by run, until the given operation is the open one (not begun) or the project stands still. */
export const advanceTo = async (
  domain: Domain,
  projectId: string,
  until: Lease["operation"] | null,
  phases = 1,
): Promise<void> => {
  for (;;) {
    const run = await openRun(domain, projectId);
    if (run === null || run.operation === until) return;
    const lease = await claimOpenRun(domain, projectId);
    await settle(domain, lease, { type: "succeeded", ...goodOutput(lease.operation, phases) });
  }
};

/** A price that an admin may enter. */
export const aPrice: AddPriceInput = {
  model: "claude-next",
  validFrom: "2026-12-01",
  input: 1,
  output: 5,
  cacheWrite5m: 1.25,
  cacheWrite1h: 2,
  cacheRead: 0.1,
  long: null,
  fastPercent: null,
  source: "A price list",
};
