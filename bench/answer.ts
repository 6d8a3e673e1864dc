import type { AskAnswer } from "../server/contract/asks.ts";
import { limitRanges } from "../server/contract/limits.ts";
import { answerAsk } from "../server/domain/progress/index.ts";
import { submitProject } from "../server/domain/projects/index.ts";
import { writeSettings } from "../server/domain/settings/index.ts";
import { createScriptedServer } from "../server/providers/scripted/server.ts";
import { seedDraft } from "../server/testing/project-factory.ts";
import { bareFirstLine, cancelAndWait } from "./first-event.ts";
import { measurement, median, repeatedly, type Bench } from "./measurement.ts";
import { startThrowAwayProduct, type ThrowAwayProduct } from "./throw-away-product.ts";

const repetitions = 8;

interface Way {
  readonly name: string;
  readonly scenario: string;
  readonly keepProcessSeconds: number;
  readonly answer: AskAnswer;
}

const allow: AskAnswer = { kind: "permission", decision: "allow", reason: "" };
const ways: readonly Way[] = [
  {
    name: "answer-at-once",
    scenario: "leaves-lines",
    keepProcessSeconds: limitRanges.keepProcessSeconds.max,
    answer: allow,
  },
  { name: "answer-later", scenario: "leaves-lines", keepProcessSeconds: 0, answer: allow },
  {
    name: "answer-tool-request",
    scenario: "asks-for-tool",
    keepProcessSeconds: 0,
    answer: {
      kind: "tool_request",
      verdict: { decision: "alternative", alternative: "Read it aloud.", reason: "Ears do." },
    },
  },
];

/**
 * From a person's answer (through the domain, idle runner) to the result of the agent's call in the log: while its
 * process waits for the answer, and after it has ended to wait without one. The bare side: Claude Code's spawn to its
 * first line, which the later ways pay for.
 */
export const answer: Bench = async (say) => {
  const variables = { ...process.env, SPIRAL_SCRIPTED_PACE_MS: "0", OLLAMA_HOST: "http://127.0.0.1:9" };
  const product = await startThrowAwayProduct({ variables, logLevel: "warn" });
  const scripted = await createScriptedServer({ pace: 0 });
  try {
    const rounds = await repeatedly(repetitions, async (round) => {
      const took: number[] = [];
      for (const way of ways) took.push(await answered(product, way));
      const bare = await bareFirstLine(scripted.url);
      say(
        `${ways.map(({ name }, index) => `${name} ${took[index]?.toFixed(0)} ms`).join(", ")}, bare ${bare.toFixed(0)} ms`,
      );
      return { took, bare, counts: round > 0 };
    });
    const counted = rounds.filter(({ counts }) => counts);
    const against = { what: "bare Claude Code, spawn to first line", value: median(counted.map(({ bare }) => bare)) };
    return ways.map(({ name }, index) =>
      measurement({ name, value: median(counted.map(({ took }) => took[index] ?? Number.NaN)), unit: "ms", against }),
    );
  } finally {
    await scripted.close();
    await product.destroy();
  }
};

/** The first request of a project, which is cancelled then. */
const answered = async ({ domain, ownerId, watcher }: ThrowAwayProduct, way: Way): Promise<number> => {
  const values = { "timeouts.keepProcessSeconds": way.keepProcessSeconds };
  await writeSettings(domain, { values, actorId: ownerId });
  const projectId = await seedDraft(domain, { ownerId, scenario: way.scenario, permissionMode: "acceptEdits" });
  await submitProject(domain, { projectId, actorId: ownerId });
  const found = (row: unknown): boolean => row !== undefined;
  const status = way.keepProcessSeconds === 0 ? "WAITING" : "RUNNING";
  await watcher.when(projectId, {
    query: `SELECT 1 FROM "Ask" a JOIN "Project" p ON p."id" = a."projectId"
      WHERE p."id" = $1 AND a."status" = 'PENDING' AND p."status"::text = $2
        AND NOT EXISTS (SELECT 1 FROM "Run" r WHERE r."projectId" = p."id" AND r."operation" = 'ASSESS_TOOL' AND r."status" <> 'SUCCEEDED')`,
    values: [projectId, status],
    found,
  });
  const { id: askId, contentHash } = await domain.prisma.ask.findFirstOrThrow({
    where: { projectId, status: "PENDING" },
  });
  const call = await domain.prisma.event.findFirstOrThrow({
    where: { projectId, type: "tool.called" },
    orderBy: { sequence: "desc" },
  });
  const result = watcher.when(projectId, {
    query: `SELECT 1 FROM "Event" WHERE "projectId" = $1 AND "type" = 'tool.finished' AND "sequence" > ${call.sequence}`,
    values: [projectId],
    found,
  });
  const began = performance.now();
  await answerAsk(domain, { askId, contentHash, answer: way.answer, actorId: ownerId });
  const ms = (await result) - began;
  await cancelAndWait({ domain, ownerId, watcher }, projectId);
  return ms;
};
