import { writeFileSync } from "node:fs";
import path from "node:path";
import { childEnvironment } from "./environment.ts";
import { runnerMarkerOf } from "./process-marker.ts";
import { startReaper } from "./reaper.ts";
import { createSandbox } from "./sandbox.ts";

/** A runner to be killed by a test: `node testing-runner.ts <folder> <shell script>`. */
const [, , folder = "", script = ""] = process.argv;
const runnerMarker = await runnerMarkerOf(folder, process.pid);
const reaper = startReaper(runnerMarker);
writeFileSync(path.join(folder, "reaper"), String(reaper.pid));
const env = childEnvironment({
  host: process.env,
  homePath: folder,
  temporaryPath: folder,
  nodePath: process.execPath,
});
createSandbox(runnerMarker).start({
  command: "/bin/sh",
  args: ["-c", `echo $$ > shell; ${script}`],
  cwd: folder,
  env,
  marker: "att_doomed",
});
setInterval(() => undefined, 1_000);
