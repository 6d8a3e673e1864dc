import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { tryWalls } from "./first-look.ts";
import { testingLimits, testingWalls } from "./testing-walls.ts";
import { findWalls } from "./walls.ts";

const find = (folder: string, hostEnvironment: Readonly<Record<string, string | undefined>>) =>
  findWalls({
    hostEnvironment,
    runtimePath: path.join(folder, "runtime"),
    dataDir: folder,
    nodePath: process.execPath,
    limits: testingLimits,
    uidBase: 700_000_000,
    asRoot: process.getuid?.() === 0,
  });

describe("the first look at walls", () => {
  test("takes a moment, and says nothing where they can be made", async () => {
    const { walls } = await testingWalls();
    const began = performance.now();
    expect(await tryWalls({ ...walls, hostUid: null })).toBeNull();
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test("without bubblewrap there are none, and it says what to install", async () => {
    const { folder } = await testingWalls();
    const found = await find(folder, { PATH: folder });
    expect(found.walls).toBeNull();
    if (found.walls === null) {
      expect(found.detail).toContain("bubblewrap");
      expect(found.fix).toMatch(/install .*bubblewrap/);
    }
  });

  test("a bubblewrap that cannot make any is known at once, with its words", async () => {
    const { folder } = await testingWalls();
    const programs = path.join(folder, "programs");
    mkdirSync(programs);
    const broken = path.join(programs, "bwrap");
    writeFileSync(broken, "#!/bin/sh\necho 'bwrap: Unknown option --disable-userns' >&2\nexit 1\n");
    chmodSync(broken, 0o755);
    const found = await find(folder, { ...process.env, PATH: `${programs}:${process.env["PATH"]}` });
    expect(found.walls === null && found.detail).toContain("too old");
  });
});
