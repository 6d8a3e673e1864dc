import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { cancelProject, submitProject } from "../server/domain/projects/index.ts";
import { scriptedBaseUrl } from "../server/providers/scripted/base-url.ts";
import { createScriptedServer } from "../server/providers/scripted/server.ts";
import { seedDraft } from "../server/testing/project-factory.ts";
import { runBareClaude } from "./bare-claude.ts";
import { measurement, median, repeatedly, type Bench } from "./measurement.ts";
import { startThrowAwayProduct, type ThrowAwayProduct } from "./throw-away-product.ts";

const scenario = "bench";
const repetitions = 10;

/**
 * From a project's submission (through the domain, in the process of the real runner, which is idle) to the first event
 * of an agent in its log: `attempt.started` of the plan. The bare side: Claude Code's spawn to its first line.
 */
export const firstEvent: Bench = async (say) => {
  const variables = { ...process.env, SPIRAL_SCRIPTED_PACE_MS: "0", OLLAMA_HOST: "http://127.0.0.1:9" };
  const product = await startThrowAwayProduct({ variables, logLevel: "warn" });
  const scripted = await createScriptedServer({ pace: 0 });
  try {
    const pair = async (): Promise<{ productMs: number; bareMs: number }> => {
      const productMs = await submitted(product);
      const bareMs = await bareFirstLine(scripted.url);
      say(`${productMs.toFixed(0)} ms, bare ${bareMs.toFixed(0)} ms`);
      return { productMs, bareMs };
    };
    await pair();
    const pairs = await repeatedly(repetitions, pair);
    const against = { what: "bare Claude Code, spawn to first line", value: median(pairs.map(({ bareMs }) => bareMs)) };
    const value = median(pairs.map(({ productMs }) => productMs));
    return [measurement({ name: "first-event", value, unit: "ms", against })];
  } finally {
    await scripted.close();
    await product.destroy();
  }
};

const submitted = async ({ domain, ownerId, watcher }: ThrowAwayProduct): Promise<number> => {
  const projectId = await seedDraft(domain, { ownerId, scenario });
  const begun = watcher.when(projectId, {
    query: `SELECT 1 FROM "Event" WHERE "projectId" = $1 AND "type" = 'attempt.started'`,
    values: [projectId],
    found: (row) => row !== undefined,
  });
  const began = performance.now();
  await submitProject(domain, { projectId, actorId: ownerId });
  const ms = (await begun) - began;
  await cancelAndWait({ domain, ownerId, watcher }, projectId);
  return ms;
};

/** Ends a project: the next one finds an idle runner again. */
export const cancelAndWait = async (
  { domain, ownerId, watcher }: Pick<ThrowAwayProduct, "domain" | "ownerId" | "watcher">,
  projectId: string,
): Promise<void> => {
  await cancelProject(domain, { projectId, actorId: ownerId });
  await watcher.when(projectId, {
    query: `SELECT count(*)::int AS open FROM "Attempt" a JOIN "Run" r ON r."id" = a."runId" WHERE r."projectId" = $1 AND a."endedAt" IS NULL`,
    values: [projectId],
    found: (row) => typeof row === "object" && row !== null && "open" in row && row.open === 0,
  });
};

/** Milliseconds from the spawn of a bare Claude Code to its first line. */
export const bareFirstLine = async (serverUrl: string): Promise<number> => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-bench-bare-"));
  try {
    const baseUrl = scriptedBaseUrl({ serverUrl, scenario, operation: "IMPLEMENT", phaseIndex: 0, round: 0 });
    return (await runBareClaude({ baseUrl, prompt: "Write the greeter.", folder })).firstLineMs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
