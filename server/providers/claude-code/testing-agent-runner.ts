import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runnerMarkerOf } from "../../sandbox/process-marker.ts";
import { startReaper } from "../../sandbox/reaper.ts";
import { createSandbox } from "../../sandbox/sandbox.ts";
import type { AgentSessionOptions } from "../provider.ts";
import { findClaudeCode } from "./detect.ts";
import { createClaudeCodeProvider } from "./provider.ts";

/** A runner to be killed by a test: `node testing-agent-runner.ts <folder with options.json>`. */
const folder = process.argv[2] ?? "";
const runnerMarker = await runnerMarkerOf(folder, process.pid);
startReaper(runnerMarker);
const sandbox = createSandbox(runnerMarker);
const provider = createClaudeCodeProvider({
  sandbox,
  log: { debug: () => undefined, warn: console.warn },
  hostEnvironment: { PATH: process.env["PATH"], HOME: folder },
  binaryPath: await findClaudeCode(null),
});
const options: Omit<AgentSessionOptions, "signal" | "decideToolUse" | "onEvent"> = JSON.parse(
  readFileSync(path.join(folder, "options.json"), "utf8"),
);
await provider.run({
  ...options,
  signal: new AbortController().signal,
  decideToolUse: async () => ({ decision: "allow" }),
  onEvent: async (event) => {
    if (event.type !== "session_started") return;
    const [claude] = await sandbox.listMarked();
    writeFileSync(path.join(folder, "claude"), String(claude?.pid ?? ""));
  },
});
