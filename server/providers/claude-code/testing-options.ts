import { implement } from "../../agents/developer/implement.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import type { AgentSessionOptions } from "../provider.ts";

export interface TestingOptions {
  readonly sandbox: Sandbox;
  readonly baseUrl: string;
  readonly sessionId: string;
}

/** A session of tests, in a folder of its own; everything is allowed, nothing is listened to. */
export const testingOptions = ({ sandbox, baseUrl, sessionId }: TestingOptions): AgentSessionOptions => ({
  account: { kind: "scripted", baseUrl, credential: "test-key" },
  model: "claude-sonnet-5",
  providerSessionId: sessionId,
  resume: false,
  prompt: "Please do it.",
  appendSystemPrompt: "You are the Developer.",
  sandbox,
  permissionMode: "autonomous",
  decideToolUse: () => Promise.resolve({ decision: "allow" }),
  onEvent: () => Promise.resolve(),
  signal: new AbortController().signal,
  idleTimeoutMs: 60_000,
  totalTimeoutMs: 120_000,
  mailbox: { waiting: () => Promise.resolve([]), received: () => Promise.resolve() },
  tools: implement.allowedTools,
  ownTools: [],
  maxTurns: 20,
});
