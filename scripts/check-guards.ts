// Switches each guard of the product off in turn (scripts/guards/guards.ts) and expects the test that stands for it to
// fail. A guard whose test does not notice is reported, and so is one that the code does not have any more as the table
// says. `npm test` runs it after the units; `npm test -- guards gateway` takes those whose names begin so.
import path from "node:path";
import { createVitest, type TestModule, type Vitest } from "vitest/node";
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

const tryWithout = async (vitest: Vitest, guard: Guard): Promise<Outcome> => {
  const file = path.resolve(guard.test.file);
  const named = guard.test.name === undefined ? {} : { testNamePattern: escaped(guard.test.name) };
  process.env[guardOffVariable] = guard.name;
  vitest.invalidateFile(path.resolve(guard.file));
  try {
    const { testModules } = await vitest.runTestSpecifications([
      vitest.getRootProject().createSpecification(file, named),
    ]);
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

enterProject();
const began = performance.now();
const prefixes = process.argv.slice(2);
const wanted = guards.filter(({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)));
// One process for all of them, with one PostgreSQL; each test still runs in a fresh worker. What fails is expected to,
// so nothing of it is shown.
const vitest = await createVitest("test", { watch: false, reporters: [{}], maxWorkers: 1, testTimeout: 6_000 });
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
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
console.log(`${wanted.length} guards switched off, ${failed} not noticed (${seconds} s)`);
process.exit(failed === 0 && wanted.length > 0 ? 0 : 1);
