import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runnerMarkerOf } from "./process-marker.ts";
import { startReaper } from "./reaper.ts";
import { createUnwalledSandboxes } from "./unwalled.ts";

/** A runner to be killed by a test: `node testing-runner.ts <folder> <shell script>`. */
const [, , folder = "", script = ""] = process.argv;
const runnerMarker = await runnerMarkerOf(folder, process.pid);
const reaper = startReaper(runnerMarker);
writeFileSync(path.join(folder, "reaper"), String(reaper.pid));
mkdirSync(path.join(folder, "tmp"), { recursive: true });
const sandboxes = createUnwalledSandboxes({ runnerMarker, hostEnvironment: process.env, nodePath: process.execPath });
const sandbox = await sandboxes.open({
  attemptMarker: "att_doomed",
  workspace: { workspacePath: folder, homePath: folder },
  sandboxNumber: 0,
  doors: { gateway: null, egress: null },
  programs: [],
});
sandbox.start({
  command: "/bin/sh",
  args: ["-c", `echo $$ > shell; ${script}`],
  cwd: folder,
  env: sandbox.environment,
  doors: [],
});
setInterval(() => undefined, 1_000);
