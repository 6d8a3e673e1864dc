import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ProbeResult, SandboxReport } from "../contract/sandbox-report.ts";
import { parseEnv } from "../platform/env.ts";
import { runnerMarkerOf } from "../sandbox/process-marker.ts";
import { silent } from "../testing/web.ts";
import { sandboxFindings } from "./sandbox-findings.ts";
import { sandboxNotice } from "./sandbox-notice.ts";
import { createSandboxing, type ProjectSandboxes } from "./sandboxing.ts";

const setUp = async ({ programs, settings = {} }: { programs?: string; settings?: Record<string, string> } = {}) => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-sandboxing-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const runtimePath = path.join(folder, "runtime");
  mkdirSync(runtimePath);
  return createSandboxing({
    env: parseEnv({ SPIRAL_DATA_DIR: folder, ...settings }, folder),
    log: silent,
    runnerMarker: await runnerMarkerOf(folder, process.pid),
    hostEnvironment: programs === undefined ? process.env : { ...process.env, PATH: programs },
    runtimePath,
  });
};

const noPrograms = "/nowhere";
const sample = { scenario: "sample-build" };
const ownBrief = { scenario: null };

const refusalOf = (found: ProjectSandboxes): { readonly detail: string; readonly fix: string } => {
  if (found.sandboxes !== null) throw new Error("Agents may be started.");
  return found;
};

const probe = (name: string, refused: boolean | null): ProbeResult => ({
  name,
  title: name,
  refused,
  control: refused === null ? null : true,
  detail: "Inside.",
});
const reportWith = (...probes: ProbeResult[]): SandboxReport => ({
  profile: "service",
  ranAt: "2026-11-21T12:00:00.000Z",
  durationMs: 4_000,
  probes: [probe("server-files", true), probe("memory", null), ...probes],
});

describe("abuse case 59: without a sandbox", () => {
  test("no agent starts, and it says what to install; only samples run, marked as what they are", async () => {
    const sandboxing = await setUp({ programs: noPrograms });
    const own = await sandboxing.forProject(ownBrief);
    expect(refusalOf(own).detail).toContain("bubblewrap");
    expect(refusalOf(own).fix).toMatch(/install .*bubblewrap/);
    expect(await sandboxing.forProject(sample)).toMatchObject({ walled: false });
    const { sandbox, ...rest } = sandboxFindings(sandboxing);
    expect(rest).toEqual({ sandboxOff: false, sandboxReport: null });
    expect(sandbox.status).toBe("missing");
    expect(sandbox.fix).toMatch(/install .*bubblewrap/);
  });

  test("the terminal says what, why, what to type, and what still runs", async () => {
    const notice = sandboxNotice(await setUp({ programs: noPrograms })) ?? "";
    expect(notice).toMatch(/^Agents do not start: /);
    expect(notice).toMatch(/ install (-\S )?bubblewrap/);
    expect(notice).not.toContain("`");
    expect(notice).toContain("samples still run");
    expect(notice).toContain("docs/sandbox.md");
  });
});

describe("a sandbox that is there", () => {
  test("is a sample's at once, and anybody else's when every probe was refused", async () => {
    const sandboxing = await setUp();
    expect(await sandboxing.forProject(sample)).toMatchObject({ walled: true });
    let decided = false;
    const own = sandboxing.forProject(ownBrief).finally(() => (decided = true));
    // Everything that could decide it without the self-test has had its turn.
    await new Promise((resolve) => setImmediate(resolve));
    expect(decided).toBe(false);
    sandboxing.judge(reportWith());
    expect(await own).toMatchObject({ walled: true });
    const { sandbox } = sandboxFindings(sandboxing);
    expect(sandbox.status).toBe("ok");
    expect(sandbox.detail).toContain("1 of 1 attempts to get out were refused");
    expect(sandboxNotice(sandboxing)).toBeNull();
  });

  test("is none as soon as one probe was not refused, and one again when all are", async () => {
    const sandboxing = await setUp();
    sandboxing.judge(reportWith(probe("host-loopback", false)));
    expect(refusalOf(await sandboxing.forProject(ownBrief)).detail).toContain(
      "1 of 2 probes were not refused (host-loopback)",
    );
    expect(await sandboxing.forProject(sample)).toMatchObject({ walled: false });
    expect(sandboxFindings(sandboxing).sandbox.status).toBe("missing");
    expect(sandboxNotice(sandboxing)).toContain("host-loopback");
    sandboxing.judge(reportWith(probe("host-loopback", true)));
    expect(await sandboxing.forProject(ownBrief)).toMatchObject({ walled: true });
  });

  test("is none when the self-test could not be carried out", async () => {
    const sandboxing = await setUp();
    sandboxing.condemn({ detail: "The disk is full.", fix: "Free some space." });
    expect(await sandboxing.forProject(ownBrief)).toMatchObject({ sandboxes: null, detail: "The disk is full." });
  });
});

describe("a sandbox that its owner has switched off", () => {
  test("is nobody's, and that is said everywhere", async () => {
    const sandboxing = await setUp({ settings: { SPIRAL_UNSAFE_NO_SANDBOX: "1" } });
    expect(await sandboxing.forProject(ownBrief)).toMatchObject({ walled: false, sandboxes: sandboxing.unwalled });
    expect(await sandboxing.forProject(sample)).toMatchObject({ walled: false });
    expect(sandboxFindings(sandboxing)).toMatchObject({ sandbox: { status: "warning" }, sandboxOff: true });
    expect(sandboxNotice(sandboxing)).toContain("SWITCHED OFF");
  });
});
