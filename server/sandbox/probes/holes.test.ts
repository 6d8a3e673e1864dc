import { describe, expect, test } from "vitest";
import { findClaudeCode } from "../../providers/claude-code/index.ts";
import { runnerMarkerOf } from "../process-marker.ts";
import { testingWalls } from "../walls/testing-walls.ts";
import { probes } from "./probes.ts";
import { runProbes } from "./run-probes.ts";
import {
  allSystemCalls,
  brokenWalls,
  noLimits,
  noWalls,
  noWallsAsProject,
  openFiles,
  openNetwork,
  rootsUser,
  type Hole,
} from "./testing-holes.ts";

const isRoot = process.getuid?.() === 0;

interface Planted {
  readonly hole: string;
  readonly make: Hole;
  readonly needsRoot?: true;
  /** The probes that must get through it. */
  readonly found: readonly string[];
}

const planted: readonly Planted[] = [
  {
    hole: "folders of the host are seen inside",
    make: openFiles,
    found: [
      "other-project-read",
      "other-project-list",
      "other-project-write",
      "server-files",
      "host-users",
      "write-outside",
      "write-program",
      "link-out",
      "shared-temporary-folder",
      "shared-memory",
      "host-devices",
      "unix-socket",
      "git-hooks",
      "git-configuration",
      "package-scripts",
      "repository-settings",
    ],
  },
  {
    hole: "the network is shared with the host",
    make: openNetwork,
    found: [
      "host-loopback",
      "own-network",
      "metadata-address",
      "internet",
      "abstract-socket",
      "name-server",
      "changed-base-url",
      "npmrc",
      "nested-claude",
    ],
  },
  {
    hole: "there is no wall at all",
    make: noWalls,
    found: [
      "workspace-swap",
      "server-environment",
      "process-list",
      "process-kill",
      "process-root",
      "inherited-files",
      "system-v-memory",
      "daemon",
      "namespaces",
      "capabilities",
    ],
  },
  { hole: "no system call is filtered", make: allSystemCalls, found: ["virtual-socket", "keyring"] },
  { hole: "there is no limit", make: noLimits, found: ["fork-bomb", "memory", "file-size", "temporary-size"] },
  { hole: "programs that give rights give them", make: noWallsAsProject, needsRoot: true, found: ["setuid"] },
  { hole: "projects work as root", make: rootsUser, needsRoot: true, found: ["own-user"] },
];

const report = async (make: Hole, names: readonly string[]) => {
  const { walls, folder } = await testingWalls();
  return runProbes({
    walls: make(walls, folder),
    runnerMarker: await runnerMarkerOf(folder, process.pid),
    hostEnvironment: process.env,
    dataDir: folder,
    nodePath: process.execPath,
    claudeCodePath: await findClaudeCode(null),
    now: () => new Date(),
    signal: new AbortController().signal,
    probes: probes.filter(({ name }) => names.includes(name)),
  });
};

describe("a probe is not hollow", { timeout: 90_000 }, () => {
  for (const { hole, make, needsRoot, found } of planted) {
    test.skipIf(needsRoot === true && !isRoot)(`where ${hole}, it gets through`, async () => {
      const { probes: results } = await report(make, found);
      expect(results.filter(({ refused }) => refused !== false)).toEqual([]);
      expect(results.map(({ name }) => name).toSorted()).toEqual(found.toSorted());
    });
  }

  test("every one of them is tried on a hole", () => {
    expect(planted.flatMap(({ found }) => found).toSorted()).toEqual(probes.map(({ name }) => name).toSorted());
  });

  test("what cannot be tried is not refused", async () => {
    const names = ["server-files", "host-loopback", "daemon", "repository-settings"];
    const { probes: results } = await report(brokenWalls, names);
    expect(results.map(({ name, refused }) => [name, refused])).toEqual(
      probes.filter(({ name }) => names.includes(name)).map(({ name }) => [name, false]),
    );
    expect(results[0]?.detail).toContain("did not run to its end");
  });

  test("when it is to end, it ends and leaves nothing", async () => {
    const { walls, folder, sandboxes } = await testingWalls();
    const ending = new AbortController();
    const running = runProbes({
      walls,
      runnerMarker: await runnerMarkerOf(folder, process.pid),
      hostEnvironment: process.env,
      dataDir: folder,
      nodePath: process.execPath,
      claudeCodePath: null,
      now: () => new Date(),
      signal: ending.signal,
    });
    ending.abort();
    expect((await running).probes.length).toBeLessThan(probes.length);
    expect(await sandboxes.listMarked()).toEqual([]);
  });
});
