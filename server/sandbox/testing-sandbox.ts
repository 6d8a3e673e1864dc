import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { childEnvironment } from "./environment.ts";
import { runnerMarkerOf } from "./process-marker.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";

/** For tests of this folder and of the providers: a sandbox of its own, whose processes are gone afterwards. */
export interface TestingSandbox {
  readonly sandbox: Sandbox;
  /** Takes the place of a data directory; removed afterwards. */
  readonly folder: string;
  readonly runnerMarker: string;
  readonly env: Readonly<Record<string, string>>;
}

export const testingSandbox = async (): Promise<TestingSandbox> => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-sandbox-"));
  const runnerMarker = await runnerMarkerOf(folder, process.pid);
  const sandbox = createSandbox(runnerMarker);
  onTestFinished(async () => {
    for (const marker of new Set((await sandbox.listMarked()).map((entry) => entry.markers["SPIRAL_ATTEMPT"] ?? ""))) {
      await sandbox.endProcessTree(marker);
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const env = childEnvironment({
    host: process.env,
    homePath: folder,
    temporaryPath: folder,
    nodePath: process.execPath,
  });
  return { sandbox, folder, runnerMarker, env };
};

/** Looks every few milliseconds until `look` gives something, and fails with `what` after `limitMs`. */
export const until = async <Found>(
  what: string,
  look: () => Found | undefined | false | null | Promise<Found | undefined | false | null>,
  limitMs = 10_000,
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
