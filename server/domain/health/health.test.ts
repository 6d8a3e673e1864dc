import { tmpdir } from "node:os";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { healthComponents, type SystemFinding } from "../../contract/views.ts";
import { createDatabase } from "../../db/client.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { plainDomain } from "../../testing/web.ts";
import { registerRunner, retireRunner } from "../runners/index.ts";
import { diskLimits, judgeDisk } from "./disk.ts";
import type { SandboxReport } from "../../contract/sandbox-report.ts";
import { readFindings, readHealth, readSandbox } from "./index.ts";
import { judgeSandbox } from "./sandbox.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.prisma.runner.deleteMany());
afterAll(() => database.close());

const dataDir = tmpdir();
const ok: SystemFinding = { status: "ok", detail: "2.1.329 at /opt/claude", fix: null };
const addRunner = (claudeCode: SystemFinding = ok) =>
  registerRunner(plainDomain(database), {
    identity: { id: "rnr_a", host: "h", marker: "test:1" },
    findings: {
      claudeCode,
      signedIn: true,
      ollama: { ...ok, status: "warning", fix: "Start it." },
      git: ok,
      sandbox: ok,
    },
  });
const statuses = async () => {
  const { status, components } = await readHealth(plainDomain(database), { dataDir });
  const { disk: _ofThisMachine, ...rest } = components;
  return { status, ...Object.fromEntries(Object.entries(rest).map(([name, component]) => [name, component.status])) };
};

describe("readHealth", () => {
  it("has every component, with a status and words", async () => {
    await addRunner();
    const health = await readHealth(plainDomain(database), { dataDir });
    expect(Object.keys(health.components)).toEqual(healthComponents);
    expect(health.version).toMatch(/^\d+\.\d+\.\d+/);
    for (const { detail } of Object.values(health.components)) expect(detail).toMatch(/\.$/);
    expect(JSON.stringify(health)).not.toContain("/opt");
    expect(JSON.stringify(health)).not.toContain(dataDir);
  });

  it("is as bad as its worst component", async () => {
    expect(await statuses()).toMatchObject({
      database: "healthy",
      runner: "unhealthy",
      sandbox: "degraded",
      claudeCode: "degraded",
      provider: "degraded",
      status: "unhealthy",
    });
    await addRunner();
    expect(await statuses()).toMatchObject({ runner: "healthy", claudeCode: "healthy", provider: "healthy" });
    await database.prisma.runner.deleteMany();
    await addRunner({ ...ok, status: "missing" });
    expect(await statuses()).toMatchObject({ claudeCode: "unhealthy", status: "unhealthy" });
  });

  it("sees a runner that stopped, and one that fell silent", async () => {
    await addRunner();
    await retireRunner(plainDomain(database), "rnr_a");
    expect(await statuses()).toMatchObject({ runner: "unhealthy" });
    await database.prisma.runner.updateMany({
      data: { stoppedAt: null, heartbeatAt: new Date(Date.now() - 3_600_000) },
    });
    expect(await statuses()).toMatchObject({ runner: "unhealthy" });
  });

  it("answers when the database does not", async () => {
    const away = createDatabase({ url: "postgresql://nobody:hunter2@127.0.0.1:1/none" });
    const health = await readHealth({ ...plainDomain(database), prisma: away.prisma }, { dataDir });
    await away.close();
    expect(health.status).toBe("unhealthy");
    expect(health.components.database).toEqual({ status: "unhealthy", detail: "It cannot be reached." });
    expect(health.components.runner.status).toBe("degraded");
  });
});

describe("readFindings", () => {
  it("names a fix for whatever is not there, and passes on what the runner found", async () => {
    const before = await readFindings(plainDomain(database), { dataDir });
    expect([before.account.status, before.runner.status, before.git.status]).toEqual(["missing", "missing", "warning"]);
    expect(before.account.fix).toContain("API key");
    expect(before.runner.fix).toContain("runner");
    expect(before.git.fix).toContain("runner");
    await addRunner();
    const after = await readFindings(plainDomain(database), { dataDir });
    expect(after).toMatchObject({
      claudeCode: ok,
      ollama: { status: "warning", fix: "Start it." },
      runner: { status: "ok", fix: null },
      account: { status: "ok" },
    });
  });
});

describe("judgeDisk", () => {
  it.each([
    [diskLimits.lowBytes, "healthy"],
    [diskLimits.lowBytes - 1, "degraded"],
    [diskLimits.fullBytes, "degraded"],
    [diskLimits.fullBytes - 1, "unhealthy"],
  ])("%d bytes are %s", (freeBytes, status) => {
    expect(judgeDisk({ freeBytes, totalBytes: 10 * diskLimits.lowBytes }).status).toBe(status);
  });
});

describe("the sandbox", () => {
  const report: SandboxReport = {
    profile: "user",
    ranAt: "2026-11-21T12:00:00.000Z",
    durationMs: 4_000,
    probes: [
      { name: "server-files", title: "Read", refused: true, control: true, detail: "Inside /srv." },
      { name: "memory", title: "Use", refused: null, control: null, detail: "Not here." },
    ],
  };
  const holed: SandboxReport = {
    ...report,
    probes: [...report.probes, { name: "daemon", title: "Stay", refused: false, control: true, detail: "Stayed." }],
  };
  const missing: SystemFinding = { status: "missing", detail: "None at /opt.", fix: "Install it." };
  const found = {
    claudeCode: ok,
    signedIn: true,
    ollama: ok,
    git: ok,
    sandbox: ok,
    sandboxOff: false,
    look: null,
    timeouts: null,
  };

  it.each([
    ["nobody has reported", null, "degraded", "Unknown: no runner has reported yet."],
    ["not tested yet", { ...found, sandboxReport: null }, "degraded", "Its self-test has not ended yet."],
    ["it holds", { ...found, sandboxReport: report }, "healthy", "1 of 1 probes refused."],
    [
      "it does not hold",
      { ...found, sandbox: missing, sandboxReport: holed },
      "unhealthy",
      "1 of 2 probes were not refused, so agents do not start.",
    ],
    [
      "there is none",
      { ...found, sandbox: missing, sandboxReport: null },
      "unhealthy",
      "There is none where the runner is, so agents do not start.",
    ],
    [
      "it is switched off",
      { ...found, sandboxOff: true, sandboxReport: null },
      "degraded",
      "Switched off by this installation's owner.",
    ],
  ] as const)("%s", (_what, findings, status, detail) => {
    expect(judgeSandbox({ findings })).toEqual({ status, detail });
  });

  it("is told probe by probe to whoever is signed in, also by a runner of an earlier version", async () => {
    await addRunner();
    expect(await readSandbox(plainDomain(database))).toEqual({ finding: ok, report: null });
    await database.prisma.runner.deleteMany();
    await registerRunner(plainDomain(database), {
      identity: { id: "rnr_b", host: "h", marker: "test:2" },
      findings: { ...found, sandboxReport: report },
    });
    expect(await readSandbox(plainDomain(database))).toEqual({ finding: ok, report });
    await database.prisma.runner.deleteMany();
    expect((await readSandbox(plainDomain(database))).finding.status).toBe("warning");
  });
});
