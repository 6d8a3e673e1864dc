import path from "node:path";
import type { AgentSessionOptions } from "../provider.ts";

export interface TestingOptions {
  readonly folder: string;
  readonly baseUrl: string;
  readonly sessionId: string;
}

/** A session of tests, in a folder of its own; everything is allowed, nothing is listened to. */
export const testingOptions = ({ folder, baseUrl, sessionId }: TestingOptions): AgentSessionOptions => ({
  account: { kind: "scripted", baseUrl, credential: "test-key" },
  model: "claude-sonnet-5",
  providerSessionId: sessionId,
  resume: false,
  prompt: "Please do it.",
  appendSystemPrompt: "You are the Developer.",
  workspacePath: path.join(folder, "files"),
  homePath: path.join(folder, "home"),
  attemptMarker: "att_test",
  permissionMode: "autonomous",
  decideToolUse: () => Promise.resolve({ decision: "allow" }),
  onEvent: () => Promise.resolve(),
  signal: new AbortController().signal,
  idleTimeoutMs: 60_000,
  totalTimeoutMs: 120_000,
  tools: [
    "Bash",
    "Read",
    "Write",
    "Edit",
    "NotebookEdit",
    "Glob",
    "Grep",
    "WebFetch",
    "WebSearch",
    "TaskCreate",
    "TaskUpdate",
    "TaskList",
    "TaskGet",
  ],
  maxTurns: 20,
});
