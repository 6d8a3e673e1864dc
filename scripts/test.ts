// `npm test`: installs what it needs (bubblewrap, a browser) and runs everything: checks, units, real database, real CLI, browser.
// `npm test -- unit`, `npm test -- guards` and `npm test -- e2e` run one part.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { ensureBuild, ensureClient } from "./supervisor/prepare.ts";
import { enterProject } from "./supervisor/root.ts";
import { ensureBrowser } from "./verify/browser.ts";
import { packageScript, runCommand } from "./verify/command.ts";
import { ensureBubblewrap } from "./verify/bubblewrap.ts";

const part = process.argv[2] ?? "all";
const rest = process.argv.slice(3);
const results = "test-results";
const signal = new AbortController().signal;

const VitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      status: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).optional() }),
      ),
    }),
  ),
});
const PlaywrightSpecs = z.object({
  title: z.string(),
  file: z.string(),
  specs: z.array(
    z.object({
      title: z.string(),
      ok: z.boolean(),
      tests: z.array(
        z.object({ results: z.array(z.object({ errors: z.array(z.object({ message: z.string().optional() })) })) }),
      ),
    }),
  ),
  // Tests in a `describe`.
  get suites() {
    return z.array(PlaywrightSpecs).optional();
  },
});
const PlaywrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  suites: z.array(PlaywrightSpecs),
  /** What failed beside the tests: setting up and ending what they share. */
  errors: z.array(z.object({ message: z.string().optional() })),
});

/** What has failed, once more at the very end: thousands of lines may stand between it and who looks for it. */
const failuresIn = ({ testResults }: z.infer<typeof VitestReport>): string[] =>
  testResults.flatMap(({ name, status, message = "", assertionResults }) => {
    const file = path.relative(process.cwd(), name);
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0) return status === "failed" ? [`${file}: ${message}`] : [];
    return failed.map(({ fullName, failureMessages = [] }) => `${file}: ${fullName}\n${failureMessages.join("\n")}`);
  });

const failuresOf = ({ file, specs, suites = [] }: z.infer<typeof PlaywrightSpecs>): string[] => [
  ...specs
    .filter(({ ok: passed }) => !passed)
    .map(({ title, tests }) => {
      const errors = tests.flatMap(({ results: runs }) => runs.flatMap((run) => run.errors));
      return `e2e/${file}: ${title}\n${errors.map(({ message = "" }) => stripVTControlCharacters(message)).join("\n")}`;
    }),
  ...suites.flatMap(failuresOf),
];

const readReport = <T>(file: string, schema: z.ZodType<T>): T | null =>
  existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;

interface Outcome {
  readonly ok: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly string[];
}

const units = async (): Promise<Outcome> => {
  const file = `${results}/vitest.json`;
  const { ok } = await runCommand(
    ...packageScript(
      "vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${file}`,
      ...rest,
    ),
    { show: true },
  );
  const report = readReport(file, VitestReport);
  return {
    ok,
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: report?.numPendingTests ?? 0,
    failures: report === null ? [] : failuresIn(report),
  };
};

const browserTests = async (): Promise<Outcome> => {
  const browser = await ensureBrowser();
  await ensureBuild(signal, () => console.log("Building…"));
  const file = `${results}/playwright.json`;
  const { ok } = await runCommand(...packageScript("playwright/cli.js", "test", ...rest), {
    show: true,
    env: { SPIRAL_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  });
  const report = readReport(file, PlaywrightReport);
  const stats = report?.stats;
  const beside = (report?.errors ?? []).map(
    ({ message = "" }) => `beside the tests: ${stripVTControlCharacters(message)}`,
  );
  return {
    ok,
    passed: stats?.expected ?? 0,
    failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0) + beside.length,
    skipped: stats?.skipped ?? 0,
    failures: [...(report?.suites ?? []).flatMap(failuresOf), ...beside],
  };
};

enterProject();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
await ensureClient(signal);
await ensureBubblewrap();

let ok = true;
if (part === "all") {
  const check = await runCommand(process.execPath, ["scripts/check.ts"], { show: true });
  ok = check.ok;
}
const outcomes: Outcome[] = [];
if (part === "all" || part === "unit") outcomes.push(await units());
if (part === "all" || part === "guards") {
  // Whether the units would notice, were a guard of the product gone.
  const names = part === "guards" ? rest : [];
  const guards = await runCommand(process.execPath, ["scripts/check-guards.ts", ...names], { show: true });
  ok &&= guards.ok;
}
if (part === "all" || part === "e2e") outcomes.push(await browserTests());
const sum = (key: "passed" | "failed" | "skipped"): number =>
  outcomes.reduce((total, outcome) => total + outcome[key], 0);
ok &&= outcomes.every((outcome) => outcome.ok) && (part === "guards" || sum("passed") > 0);
for (const failure of outcomes.flatMap(({ failures }) => failures)) console.log(`FAILED ${failure.slice(0, 1_500)}`);
console.log(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
process.exitCode = ok ? 0 : 1;
