import { mkdirSync } from "node:fs";
import path from "node:path";
import { createWorkspace } from "../create-workspace.ts";
import { runnerMarkerOf } from "../process-marker.ts";
import { reapOrphans, startReaper } from "../reaper.ts";
import { Orders, type Beginning } from "./testing-orders.ts";
import { createWalledSandboxes } from "./walled.ts";
import { findWalls } from "./walls.ts";

/**
 * A runner to be killed by a test: `node testing-walled-runner.ts <orders as JSON>`. Begins as the product's own
 * (server/runner/main.ts): reaper, what a dead one has left behind, walls.
 */
const orders = Orders.parse(JSON.parse(process.argv[2] ?? ""));
const { folder, uidBase, limits, doorSocket, script, diesAfterMs } = orders;
const runnerMarker = await runnerMarkerOf(folder, process.pid);
const reaper = startReaper(runnerMarker).pid ?? 0;
const reaped = await reapOrphans(folder);
const runtimePath = path.join(folder, "runtime");
mkdirSync(runtimePath, { recursive: true });
const found = await findWalls({
  hostEnvironment: { PATH: process.env["PATH"] },
  runtimePath,
  dataDir: folder,
  nodePath: process.execPath,
  limits,
  uidBase,
  asRoot: process.getuid?.() === 0,
});
if (found.walls === null) throw new Error(`${found.detail} ${found.fix}`);
const sandboxes = createWalledSandboxes({ runnerMarker, walls: found.walls });
const workspace = await createWorkspace(folder, "prj_doomed", sandboxes.hostUid(0));
const sandbox = await sandboxes.open({
  attemptMarker: "att_doomed",
  workspace: { workspacePath: workspace.filesPath, homePath: workspace.homePath },
  sandboxNumber: 0,
  doors: { gateway: { kind: "socket", path: doorSocket }, egress: null },
  programs: [],
});
// Asleep, it cannot help: what is gone before it is woken went by itself.
if (orders.reaper !== "awake") process.kill(reaper, orders.reaper === "asleep" ? "SIGSTOP" : "SIGKILL");

const beginning: Beginning = { reaper, reaped };
await new Promise<void>((resolve, reject) => {
  process.stdout.write(`${JSON.stringify(beginning)}\n`, (error) => (error ? reject(error) : resolve()));
});
if (script !== null) {
  sandbox.start({
    command: "/bin/sh",
    args: ["-c", script],
    cwd: sandbox.inside.workspacePath,
    env: sandbox.environment,
    doors: ["gateway"],
  });
}
if (diesAfterMs !== null) {
  const end = performance.now() + diesAfterMs;
  // In this very tick: a timer would come a millisecond late.
  while (performance.now() < end);
  process.kill(process.pid, "SIGKILL");
}
setInterval(() => undefined, 1_000);
