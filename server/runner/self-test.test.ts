import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { isEnded } from "../contract/statuses.ts";
import { tallyProbes } from "../contract/sandbox-report.ts";
import { listEvents } from "../domain/events/index.ts";
import { getProject, reportMarkdown, submitProject } from "../domain/projects/index.ts";
import { askForSandboxCheck, isSandboxOff, runnerStatus } from "../domain/runners/index.ts";
import { parseEnv } from "../platform/env.ts";
import { assertBooksBalance } from "../testing/assert-books-balance.ts";
import { domainPlace } from "../testing/domain-place.ts";
import { seedDraft } from "../testing/project-factory.ts";
import { silent } from "../testing/web.ts";
import { startRunner } from "./main.ts";

const { database, domain, owner } = await domainPlace();

const temporaryFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-self-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const start = async (settings: Record<string, string> = {}) => {
  const dataDir = temporaryFolder();
  const told: string[] = [];
  const env = parseEnv(
    {
      DATABASE_URL: database.url,
      SPIRAL_DATA_DIR: dataDir,
      SPIRAL_SCRIPTED_PACE_MS: "0",
      OLLAMA_HOST: "http://127.0.0.1:9",
      ...settings,
    },
    dataDir,
  );
  const runner = await startRunner({ env, log: silent, tell: (text) => void told.push(text) });
  onTestFinished(() => runner.stop());
  return { dataDir, told, runner };
};

/** Every program that is on PATH now, but for bubblewrap. */
const withoutBubblewrap = (): string => {
  const folder = path.join(temporaryFolder(), "programs");
  mkdirSync(folder);
  for (const place of (process.env["PATH"] ?? "").split(path.delimiter)) {
    for (const name of readdirSyncOrNone(place)) {
      if (name === "bwrap") continue;
      try {
        symlinkSync(path.join(place, name), path.join(folder, name));
      } catch {
        // An earlier folder on PATH has one of this name.
      }
    }
  }
  return folder;
};
const readdirSyncOrNone = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const sandboxReport = async () => (await runnerStatus(domain)).findings?.sandboxReport ?? null;
const waitLong = { timeout: 90_000, interval: 100 };

describe("a runner's sandbox", { timeout: 240_000 }, () => {
  test("is tried when it starts, and again when an admin asks", async () => {
    const { dataDir, told } = await start();
    await expect.poll(sandboxReport, waitLong).not.toBeNull();
    const first = await sandboxReport();
    const { applicable, reached } = tallyProbes(first?.probes ?? []);
    expect(reached).toEqual([]);
    expect(applicable).toBeGreaterThanOrEqual(24);
    expect(told).toEqual([]);
    expect(readdirSync(dataDir).filter((name) => name.startsWith("probes-"))).toEqual([]);

    await askForSandboxCheck(domain, owner.id);
    await expect.poll(async () => (await sandboxReport())?.ranAt, waitLong).not.toBe(first?.ranAt);
    const asked = await database.prisma.auditEntry.findMany({ where: { action: "sandbox.check_asked" } });
    expect(asked).toMatchObject([{ actorId: owner.id }]);
  });

  test("where it is missing, a sample runs and is marked on its page, in its log and in its report", async () => {
    vi.stubEnv("PATH", withoutBubblewrap());
    const { told, runner } = await start();
    expect(told).toEqual([expect.stringContaining("bubblewrap")]);
    const projectId = await seedDraft(domain, { ownerId: owner.id, scenario: "sample-build" });
    expect(await getProject(domain, { viewer: owner, projectId })).toMatchObject({ ranWithoutSandbox: false });
    await submitProject(domain, { projectId, actorId: owner.id });
    const view = () => getProject(domain, { viewer: owner, projectId });
    await expect.poll(async () => isEnded((await view()).status), waitLong).toBe(true);
    expect(await view()).toMatchObject({ status: "SUCCEEDED", ranWithoutSandbox: true });
    const events = await listEvents(domain, { projectId, after: 0, limit: 1_000 });
    const started = events.flatMap(({ payload }) => (payload.type === "attempt.started" ? [payload.sandboxed] : []));
    expect(new Set(started)).toEqual(new Set([false]));
    expect((await reportMarkdown(domain, { viewer: owner, projectId })).markdown).toContain("Ran without a sandbox");
    await assertBooksBalance(domain, runner.scriptedTally({}));
  });

  test("where its owner has switched it off, that is written down once a start, and known to every page", async () => {
    const { told } = await start({ SPIRAL_UNSAFE_NO_SANDBOX: "1" });
    expect(told).toEqual([expect.stringContaining("SWITCHED OFF")]);
    expect(await isSandboxOff(domain)).toBe(true);
    const entries = await database.prisma.auditEntry.findMany({ where: { action: "sandbox.switched_off" } });
    expect(entries).toMatchObject([{ actorId: null, detail: { setting: "SPIRAL_UNSAFE_NO_SANDBOX" } }]);
  });

  test("is not said to be off once such a runner is gone", async () => {
    expect(await isSandboxOff(domain)).toBe(false);
  });
});
