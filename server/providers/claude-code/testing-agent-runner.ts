import { writeFileSync } from "node:fs";
import path from "node:path";
import { runnerMarkerOf } from "../../sandbox/process-marker.ts";
import { startReaper } from "../../sandbox/reaper.ts";
import { createUnwalledSandboxes } from "../../sandbox/unwalled.ts";
import { findClaudeCode } from "./detect.ts";
import { createClaudeCodeProvider } from "./provider.ts";
import { testingOptions } from "./testing-options.ts";

/** A runner to be killed by a test: `node testing-agent-runner.ts <folder> <base URL> <session id>`. */
const [, , folder = "", baseUrl = "", sessionId = ""] = process.argv;
const runnerMarker = await runnerMarkerOf(folder, process.pid);
startReaper(runnerMarker);
const sandboxes = createUnwalledSandboxes({ runnerMarker, hostEnvironment: process.env, nodePath: process.execPath });
const sandbox = await sandboxes.open({
  attemptMarker: "att_test",
  workspace: { workspacePath: path.join(folder, "files"), homePath: path.join(folder, "home") },
  sandboxNumber: 0,
  doors: { gateway: null, egress: null },
  programs: [],
});
const provider = createClaudeCodeProvider({
  log: { debug: () => undefined, warn: () => undefined },
  binaryPath: await findClaudeCode(null),
});
await provider.run({
  ...testingOptions({ sandbox, baseUrl, sessionId }),
  onEvent: async (event) => {
    if (event.type !== "session_started") return;
    const [claude] = await sandboxes.listMarked();
    writeFileSync(path.join(folder, "claude"), String(claude?.pid ?? ""));
  },
});
