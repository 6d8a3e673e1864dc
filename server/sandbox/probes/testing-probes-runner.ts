import { mkdirSync } from "node:fs";
import path from "node:path";
import { runnerMarkerOf } from "../process-marker.ts";
import { testingLimits } from "../walls/testing-limits.ts";
import { findWalls } from "../walls/walls.ts";
import { runProbes } from "./run-probes.ts";

/** For a test as another user: `node testing-probes-runner.ts <folder> <claude>` prints the report as JSON. */
const [, , folder = "", claude = ""] = process.argv;
const runtimePath = path.join(folder, "runtime");
mkdirSync(runtimePath);
const found = await findWalls({
  hostEnvironment: process.env,
  runtimePath,
  dataDir: folder,
  nodePath: process.execPath,
  limits: testingLimits,
  uidBase: 700_000_000,
  asRoot: process.getuid?.() === 0,
});
if (found.walls === null) throw new Error(`${found.detail} ${found.fix}`);
const report = await runProbes({
  walls: found.walls,
  runnerMarker: await runnerMarkerOf(folder, process.pid),
  hostEnvironment: process.env,
  dataDir: folder,
  nodePath: process.execPath,
  claudeCodePath: claude === "" ? null : claude,
  now: () => new Date(),
  signal: new AbortController().signal,
});
process.stdout.write(JSON.stringify(report));
