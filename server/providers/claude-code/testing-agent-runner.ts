import { writeFileSync } from "node:fs";
import path from "node:path";
import { runnerMarkerOf } from "../../sandbox/process-marker.ts";
import { startReaper } from "../../sandbox/reaper.ts";
import { createSandbox } from "../../sandbox/sandbox.ts";
import { findClaudeCode } from "./detect.ts";
import { createClaudeCodeProvider } from "./provider.ts";
import { testingOptions } from "./testing-options.ts";

/** A runner to be killed by a test: `node testing-agent-runner.ts <folder> <base URL> <session id>`. */
const [, , folder = "", baseUrl = "", sessionId = ""] = process.argv;
const runnerMarker = await runnerMarkerOf(folder, process.pid);
startReaper(runnerMarker);
const sandbox = createSandbox(runnerMarker);
const provider = createClaudeCodeProvider({
  sandbox,
  log: { debug: () => undefined, warn: () => undefined },
  hostEnvironment: { PATH: process.env["PATH"], HOME: folder },
  binaryPath: await findClaudeCode(null),
});
await provider.run({
  ...testingOptions({ folder, baseUrl, sessionId }),
  onEvent: async (event) => {
    if (event.type !== "session_started") return;
    const [claude] = await sandbox.listMarked();
    writeFileSync(path.join(folder, "claude"), String(claude?.pid ?? ""));
  },
});
