import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import { testingSandbox } from "../../sandbox/testing-sandbox.ts";
import type { AgentEvent, AgentResult, AgentSessionOptions, ToolDecision, ToolUse } from "../provider.ts";
import { findClaudeCode } from "./detect.ts";
import { createClaudeCodeProvider } from "./provider.ts";
import { startTestingModel } from "./testing-model.ts";
import { testingOptions } from "./testing-options.ts";

/** A workspace, a scripted model and the real Claude Code, for one test. */
export const setUpAgent = async () => {
  const { sandbox, folder, env } = await testingSandbox();
  const model = await startTestingModel();
  onTestFinished(() => model.close());
  const filesPath = path.join(folder, "files");
  const homePath = path.join(folder, "home");
  mkdirSync(filesPath);
  const warnings: unknown[] = [];
  const log = { debug: () => undefined, warn: (detail: unknown) => void warnings.push(detail) };
  const hostEnvironment = { PATH: process.env["PATH"], HOME: folder };
  const binaryPath = await findClaudeCode(null);
  const provider = createClaudeCodeProvider({ sandbox, log, hostEnvironment, binaryPath });
  const sessionId = randomUUID();
  const events: AgentEvent[] = [];
  const asked: ToolUse[] = [];

  const options = (more: Partial<AgentSessionOptions> = {}): AgentSessionOptions => ({
    ...testingOptions({ folder, baseUrl: model.baseUrl, sessionId }),
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
    sandbox,
    folder,
    env,
    model,
    filesPath,
    homePath,
    warnings,
    hostEnvironment,
    log,
    provider,
    sessionId,
    events,
    asked,
    options,
    run,
    ofType,
    file,
    exists: (name: string) => existsSync(file(name)),
  };
};
