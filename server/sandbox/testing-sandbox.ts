import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { markerVariables, runnerMarkerOf } from "./process-marker.ts";
import type { Sandbox, Sandboxes } from "./sandbox.ts";
import { createUnwalledSandboxes } from "./unwalled.ts";

/** For tests of this folder and of the providers: sandboxes of its own, whose processes are gone afterwards. */
export interface TestingSandboxes {
  readonly sandboxes: Sandboxes;
  /** Takes the place of a data directory; removed afterwards. */
  readonly folder: string;
  readonly runnerMarker: string;
  readonly open: (attemptMarker: string) => Promise<Sandbox>;
}

/** Removes a folder and ends what was started in sandboxes when the test is over. */
export const cleanUpAfter = (sandboxes: Sandboxes, folder: string): void => {
  onTestFinished(async () => {
    const left = await sandboxes.listMarked();
    for (const marker of new Set(left.map((entry) => entry.markers[markerVariables.attempt] ?? ""))) {
      await sandboxes.endProcessTree(marker);
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
};

/** Without walls: for what has nothing to do with them. `folder/files` and `folder/home` are every sandbox's own. */
export const testingSandboxes = async (): Promise<TestingSandboxes> => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-sandbox-"));
  const workspace = { workspacePath: path.join(folder, "files"), homePath: path.join(folder, "home") };
  mkdirSync(workspace.workspacePath);
  mkdirSync(path.join(workspace.homePath, "tmp"), { recursive: true });
  const runnerMarker = await runnerMarkerOf(folder, process.pid);
  const sandboxes = createUnwalledSandboxes({ runnerMarker, hostEnvironment: process.env, nodePath: process.execPath });
  cleanUpAfter(sandboxes, folder);
  const open = (attemptMarker: string): Promise<Sandbox> =>
    sandboxes.open({
      attemptMarker,
      workspace,
      sandboxNumber: 0,
      doors: { gateway: null, egress: null },
      programs: [],
    });
  return { sandboxes, folder, runnerMarker, open };
};

/** Looks every few milliseconds until `look` gives something, and fails with `what` after `limitMs`. */
export const until = async <Found>(
  what: string,
  look: () => Found | undefined | false | null | Promise<Found | undefined | false | null>,
  limitMs = 30_000,
): Promise<Found> => {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false && found !== null) return found;
    if (performance.now() > deadline) throw new Error(`Waited ${limitMs} ms in vain: ${what}`);
    await pause(5);
  }
};

export const fileAppears = (file: string): Promise<true> => until(`${file} appears`, () => existsSync(file));
