import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { onTestFinished } from "vitest";
import { testingSandboxes } from "../../sandbox/testing-sandbox.ts";
import type { AgentEvent, AgentResult, AgentSessionOptions, ToolDecision, ToolUse } from "../provider.ts";
import { findClaudeCode } from "./detect.ts";
import { createClaudeCodeProvider } from "./provider.ts";
import { startTestingModel } from "./testing-model.ts";
import { testingOptions } from "./testing-options.ts";

/** A workspace, a scripted model and the real Claude Code, for one test. */
export const setUpAgent = async () => {
  const { sandboxes, folder, open } = await testingSandboxes();
  const sandbox = await open("att_test");
  const model = await startTestingModel();
  onTestFinished(() => model.close());
  const filesPath = path.join(folder, "files");
  const homePath = path.join(folder, "home");
  const warnings: unknown[] = [];
  const log = { debug: () => undefined, warn: (detail: unknown) => void warnings.push(detail) };
  const binaryPath = await findClaudeCode(null);
  const provider = createClaudeCodeProvider({ log, binaryPath });
  const sessionId = randomUUID();
  const events: AgentEvent[] = [];
  const asked: ToolUse[] = [];

  const options = (more: Partial<AgentSessionOptions> = {}): AgentSessionOptions => ({
    ...testingOptions({ sandbox, baseUrl: model.baseUrl, sessionId }),
    decideToolUse: async (toolUse): Promise<ToolDecision> => {
      asked.push(toolUse);
      return { decision: "allow" };
    },
    onEvent: async (event) => void events.push(event),
    ...more,
  });
  const run = (more: Partial<AgentSessionOptions> = {}): Promise<AgentResult> => provider.run(options(more));
  const ofType = <Type extends AgentEvent["type"]>(type: Type): Extract<AgentEvent, { type: Type }>[] =>
    events.filter((event): event is Extract<AgentEvent, { type: Type }> => event.type === type);
  const file = (name: string): string => path.join(filesPath, name);

  return {
    sandboxes,
    sandbox,
    folder,
    model,
    filesPath,
    homePath,
    warnings,
    log,
    provider,
    sessionId,
    events,
    asked,
    options,
    run,
    ofType,
    file,
    write: (name: string) => writeFile(file(name), ""),
    exists: (name: string) => existsSync(file(name)),
  };
};
