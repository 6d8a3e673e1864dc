import { ListToolsResultSchema } from "@modelcontextprotocol/sdk/types.js";
import type { CheckResult } from "../../contract/outputs.ts";
import { manifestFile } from "../../contract/tools.ts";
import { readToolRequest } from "../../domain/tool-requests/index.ts";
import { knownSecrets } from "../../platform/known-secrets.ts";
import { runCommand } from "../../sandbox/run-command.ts";
import { demandProgram } from "../../tools/tool-content.ts";
import type { StepContext } from "../step-context.ts";
import { readBuiltTool } from "../tools/built-tool.ts";
import { layOutTool } from "../tools/lay-out.ts";
import { withToolProcess } from "../tools/tool-process.ts";
import { openToolSandbox, startTool } from "../tools/tool-sandbox.ts";

/**
 * What the runner itself demands of a tool while it is built (R24), phase by phase: a manifest from the first on, a
 * server that starts with no more than its declared rights from the third, tests that fail without the implementation
 * from the fourth. They are checks like a project's own: a phase whose gate fails is not accepted, whatever agents say.
 */
export const toolGates = async (
  context: StepContext,
  { requestId, phaseIndex }: { requestId: string; phaseIndex: number },
): Promise<CheckResult[]> => {
  const asked = await readToolRequest(context.domain, { toolRequestId: requestId });
  const results: CheckResult[] = [];
  const gate = async (name: string, look: () => Promise<string>): Promise<boolean> => {
    const result = await carryOut(context, name, look);
    results.push(result);
    return result.outcome === "passed";
  };
  const isTool = await gate(`${manifestFile} is the manifest of ${asked?.request.name ?? "a tool"}`, async () => {
    const { name, version, rights } = (await readBuiltTool(context)).manifest;
    if (asked !== null && name !== asked.request.name)
      throw new GateError(`The tool that was asked for is ${asked.request.name}; the manifest says ${name}.`);
    return `${name} ${version}; files: ${rights.files}; hosts: ${rights.hosts.join(", ") || "none"}; ${rights.seconds} s; ${rights.memoryMb} MB.`;
  });
  if (!isTool || phaseIndex < 2) return results;
  await gate("The server starts with its declared rights and offers its tool", () => offersItsTool(context));
  if (phaseIndex >= 3) await gate("The tests fail without the implementation", () => testsBite(context));
  return results;
};

/** Why a gate is not passed, in words for the Developer. */
class GateError extends Error {
  override readonly name = "GateError";
}

const detectedBy = "every tool";
const keptCharacters = 4_000;

const carryOut = async (
  { runLog, signal }: StepContext,
  command: string,
  look: () => Promise<string>,
): Promise<CheckResult> => {
  const began = performance.now();
  await runLog.append({ type: "check.started", command, detectedBy });
  let outcome: CheckResult["outcome"] = "passed";
  let output: string;
  try {
    output = await look();
  } catch (error) {
    signal.throwIfAborted();
    outcome = "failed";
    output = error instanceof Error ? error.message : String(error);
  }
  const check: CheckResult = {
    command,
    detectedBy,
    outcome,
    exitStatus: null,
    testsPassed: null,
    testsFailed: null,
    durationMs: Math.round(performance.now() - began),
    output: knownSecrets().redact(output).slice(-keptCharacters),
  };
  await runLog.append({ type: "check.finished", check });
  return check;
};

const startMs = 20_000;

const offersItsTool = async (context: StepContext): Promise<string> => {
  const { manifest, content } = await readBuiltTool(context);
  demandProgram(content, manifest);
  const folder = await layOutTool(context.env.SPIRAL_DATA_DIR, content);
  const tools = await openToolSandbox(context, { folder, rights: manifest.rights, project: context.project });
  try {
    const child = startTool(tools.sandbox, manifest);
    const { tools: offered } = await withToolProcess(child, { timeoutMs: startMs, signal: context.signal }, (client) =>
      client.request({ method: "tools/list" }, ListToolsResultSchema, { timeout: startMs }),
    );
    const names = offered.map(({ name }) => name);
    if (names.length !== 1 || names[0] !== manifest.name)
      throw new GateError(`It offers ${names.join(", ") || "nothing"}; it has to offer exactly ${manifest.name}.`);
    const declared = propertiesOf(manifest.input);
    const real = propertiesOf(offered[0]?.inputSchema);
    if (declared.join() !== real.join())
      throw new GateError(
        `Its input has the properties ${real.join(", ") || "(none)"}; ${manifestFile} declares ${declared.join(", ") || "(none)"}.`,
      );
    return `It started and offers ${manifest.name} with ${real.length === 0 ? "no input" : real.join(", ")}.`;
  } finally {
    await tools.close();
  }
};

const propertiesOf = (schema: unknown): string[] => {
  const properties = typeof schema === "object" && schema !== null && "properties" in schema ? schema.properties : null;
  return typeof properties === "object" && properties !== null ? Object.keys(properties).toSorted() : [];
};

const testsMs = 120_000;
const isProgram = (path: string): boolean => /\.(?:js|mjs|cjs)$/.test(path);
const isTest = (path: string): boolean => /(?:^|\/)tests?\/|\.test\.[a-z]+$/.test(path);

/** In a copy in which every program that is no test is empty. Positional: the programs. */
const withoutImplementation =
  'set -e; d="$(mktemp -d)"; cp -R . "$d/copy"; cd "$d/copy"; for f in "$@"; do : > "$f"; done; npm test';

const testsBite = async ({ room, signal }: StepContext): Promise<string> => {
  const { content } = await readBuiltTool({ room });
  const programs = content.map(({ path }) => path).filter((path) => isProgram(path) && !isTest(path));
  const sandbox = await room.sandbox();
  const result = await runCommand(sandbox, {
    command: "/bin/sh",
    args: ["-c", withoutImplementation, "spiral-gate", ...programs],
    cwd: sandbox.inside.workspacePath,
    env: { ...sandbox.environment, CI: "true" },
    doors: [],
    timeoutMs: testsMs,
    signal,
    maxOutputBytes: 16 * 1024,
    streams: "merged",
    leftovers: "end",
  });
  signal.throwIfAborted();
  if (result.outcome === "exited" && result.exitStatus === 0)
    throw new GateError(
      `npm test passes although ${programs.join(", ")} ${programs.length === 1 ? "is" : "are"} empty: the tests do not look at what the tool does. Call the tool in them the way an agent does.`,
    );
  return `With ${programs.join(", ")} empty, npm test fails, as it has to.`;
};
