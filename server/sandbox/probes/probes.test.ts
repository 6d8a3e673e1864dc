import { execFile } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SandboxReport, tallyProbes } from "../../contract/sandbox-report.ts";
import { findClaudeCode } from "../../providers/claude-code/index.ts";
import { probes } from "./probes.ts";

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
/** Nobody's on any machine that runs tests. */
const ordinaryUser = 12_345;

/** The whole self-test in a process of its own, as a runner that this user has started would do it. */
const reportOf = async (folder: string, asUser: number | null): Promise<SandboxReport> => {
  const script = path.join(import.meta.dirname, "testing-probes-runner.ts");
  const command = [process.execPath, "--disable-warning=ExperimentalWarning", script, folder];
  command.push((await findClaudeCode(null)) ?? "");
  if (asUser !== null) {
    chownSync(folder, asUser, asUser);
    command.unshift("setpriv", `--reuid=${asUser}`, `--regid=${asUser}`, "--clear-groups", "--");
  }
  const [program = "", ...args] = command;
  const { stdout } = await run(program, args, { env: { ...process.env, HOME: folder }, timeout: 110_000 });
  return SandboxReport.parse(JSON.parse(stdout));
};

const profiles = [
  { profile: "service", skip: !isRoot, asUser: null, notHere: [] },
  // Whoever runs the tests as an ordinary user tries this profile alone.
  { profile: "user", skip: false, asUser: isRoot ? ordinaryUser : null, notHere: ["own-user"] },
] as const;

describe.each(profiles)("the $profile profile", { timeout: 120_000 }, ({ profile, skip, asUser, notHere }) => {
  describe.skipIf(skip)("on this machine (service: only when the tests run as root)", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "spiral-probes-"));
    let report: SandboxReport;
    beforeAll(async () => {
      report = await reportOf(folder, asUser);
    }, 120_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test("refuses every attempt to get out, and each of them succeeds outside", () => {
      expect(report.profile).toBe(profile);
      expect(report.probes.filter(({ refused }) => refused === false)).toEqual([]);
      expect(report.probes.filter(({ control }) => control === false)).toEqual([]);
      expect(report.probes.map(({ name }) => name)).toEqual(probes.map(({ name }) => name));
      expect(tallyProbes(report.probes).applicable).toBeGreaterThanOrEqual(24);
    });

    test("says of the others why they say nothing here", () => {
      const others = report.probes.filter(({ refused }) => refused === null);
      for (const { control, detail } of others) expect([control, detail]).toEqual([null, expect.stringMatching(/\.$/)]);
      for (const name of notHere) expect(others.map((probe) => probe.name)).toContain(name);
    });

    // 59 (no sandbox) is in server/runner/sandboxing.test.ts.
    test.each([46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62])("refuses abuse case %i", (number) => {
      const names = probes.filter(({ cases }) => cases.includes(number)).map(({ name }) => name);
      const results = report.probes.filter(({ name, refused }) => names.includes(name) && refused !== null);
      // Memory (53) is limited by cgroups where there are any; the temporary folder is memory everywhere.
      expect(results.length).toBeGreaterThan(0);
      for (const { name, refused, control } of results) expect([name, refused, control]).toEqual([name, true, true]);
    });

    test("tells no canary and no path of the ground, and leaves nothing behind", () => {
      expect(JSON.stringify(report)).not.toMatch(/canary-[0-9a-f]{6}/);
      expect(JSON.stringify(report)).not.toContain(folder);
      expect(readdirSync(folder).filter((name) => name.startsWith("probes-"))).toEqual([]);
    });
  });
});

describe("the list of probes", () => {
  test("has every name once, and a case for each", () => {
    expect(new Set(probes.map(({ name }) => name)).size).toBe(probes.length);
    for (const { cases } of probes) expect(cases.length).toBeGreaterThan(0);
  });

  test("is the one that docs/sandbox.md gives, case by case", () => {
    const text = readFileSync(path.join(import.meta.dirname, "../../../docs/sandbox.md"), "utf8");
    const documented = [...text.matchAll(/^\| (\d+) [^|]*\| (.*) \|$/gm)].flatMap(([, number, names = ""]) =>
      [...names.matchAll(/`([a-z-]+)`/g)].map(([, name]) => `${number} ${name}`),
    );
    const tried = probes.flatMap(({ name, cases }) => cases.map((number) => `${number} ${name}`));
    expect(documented.toSorted()).toEqual(tried.toSorted());
  });
});
