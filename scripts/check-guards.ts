// Switches each guard of the product off in turn (scripts/guards/guards.ts) and expects the test that stands for it to
// fail. A guard whose test does not notice is reported, and so is one that the code does not have any more as the table
// says. `npm test` runs it after the units; `npm test -- guards gateway` takes those whose names begin so.
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { parseArgs } from "node:util";
import { createVitest, type TestModule, type Vitest } from "vitest/node";
import { z } from "zod";
import { guardOffVariable } from "./guards/guard-off.ts";
import type { Guard } from "./guards/guard.ts";
import { guards } from "./guards/guards.ts";
import { enterProject } from "./supervisor/root.ts";

type Outcome =
  | { readonly noticed: true }
  /** Its test does not run on this machine. */
  | { readonly noticed: null }
  | { readonly noticed: false; readonly why: string };

const escaped = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));

const judge = (guard: Guard, module: TestModule | undefined): Outcome => {
  if (module === undefined) return { noticed: false, why: `There is no test file ${guard.test.file}.` };
  // A module that cannot even be loaded says nothing of the guard, whether the table or the code is to blame.
  const [broken] = module.errors();
  if (broken !== undefined) return { noticed: false, why: broken.message };
  const tests = [...module.children.allTests()];
  const states = new Set(tests.map((test) => test.result().state));
  if (states.has("failed")) {
    const [error] = tests.flatMap((test) => test.result().errors ?? []);
    if (error?.message.startsWith("Test timed out") && guard.hangs !== true)
      return { noticed: false, why: "Its test ran out of time, which says nothing." };
    return { noticed: true };
  }
  if (states.has("passed")) return { noticed: false, why: "Its test passes without it." };
  const fits = tests.some(({ fullName }) => fullName.includes(guard.test.name ?? ""));
  if (fits && guard.needs !== undefined) return { noticed: null };
  return { noticed: false, why: fits ? "Its test was skipped." : `No test is named “${guard.test.name}”.` };
};

/** How long a test may take: one that waits in vain need not do so for long, and a poll ends before its test does. */
const [ordinaryMs, hangingMs, pollMs] = [15_000, 4_000, 10_000];

const tryWithout = async (vitest: Vitest, guard: Guard): Promise<Outcome> => {
  const file = path.resolve(guard.test.file);
  const named = guard.test.name === undefined ? {} : { testNamePattern: escaped(guard.test.name) };
  const project = vitest.getRootProject();
  project.config.testTimeout = guard.hangs === true ? hangingMs : ordinaryMs;
  project.config.expect.poll = { timeout: pollMs };
  process.env[guardOffVariable] = guard.name;
  vitest.invalidateFile(path.resolve(guard.file));
  try {
    const { testModules } = await vitest.runTestSpecifications([project.createSpecification(file, named)]);
    return judge(
      guard,
      testModules.find(({ moduleId }) => moduleId === file),
    );
  } finally {
    // The next one finds this one's file as it is.
    Reflect.deleteProperty(process.env, guardOffVariable);
    vitest.invalidateFile(path.resolve(guard.file));
  }
};

/** Tries these one after the other: one process with one PostgreSQL, and a fresh worker for each test. */
const tryAll = async (wanted: readonly Guard[]): Promise<number> => {
  // What fails is expected to, so nothing of it is shown.
  const vitest = await createVitest("test", { watch: false, reporters: [{}], maxWorkers: 1 });
  await vitest.standalone();
  let failed = 0;
  for (const guard of wanted) {
    const start = performance.now();
    const outcome = await tryWithout(vitest, guard);
    const seconds = ((performance.now() - start) / 1_000).toFixed(1);
    if (outcome.noticed === false) failed += 1;
    const word = outcome.noticed === null ? "skip" : outcome.noticed ? "ok  " : "FAIL";
    console.log(`${word}  ${guard.name} (${seconds} s)${outcome.noticed === false ? `: ${outcome.why}` : ""}`);
  }
  await vitest.close();
  return failed;
};

/** In so many processes: most of a try is one process's work. */
const shares = 2;
const Failures = z.object({ failed: z.int() });

const inShare = async (share: number, names: readonly string[]): Promise<number> => {
  const child = fork(import.meta.filename, ["--share", String(share), ...names]);
  let failed: number | null = null;
  child.on("message", (message) => (failed = Failures.parse(message).failed));
  await once(child, "exit");
  if (failed === null) throw new Error("Not all guards could be tried; the lines above say why.");
  return failed;
};

enterProject();
const began = performance.now();
const { values: flags, positionals: names } = parseArgs({
  options: { share: { type: "string" } },
  allowPositionals: true,
});
const wanted = guards.filter(({ name }) => names.length === 0 || names.some((prefix) => name.startsWith(prefix)));
if (flags.share !== undefined) {
  const failed = await tryAll(wanted.filter((_, index) => index % shares === Number(flags.share)));
  process.send?.({ failed } satisfies z.infer<typeof Failures>);
  process.disconnect();
} else {
  const failures = await Promise.all(Array.from({ length: shares }, (_, share) => inShare(share, names)));
  const failed = failures.reduce((sum, count) => sum + count, 0);
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  console.log(`${wanted.length} guards switched off, ${failed} not noticed (${seconds} s)`);
  process.exitCode = failed === 0 && wanted.length > 0 ? 0 : 1;
}
