import path from "node:path";
import process from "node:process";
import { checkLedger } from "../server/domain/usage/index.ts";
import type { LimitStory } from "../server/testing/limit-events.ts";
import { soakProblems } from "../server/testing/limit-soak.ts";
import { startProcess } from "../server/testing/started-process.ts";
import { endsWithUs } from "./interruption.ts";
import { playLimitStory } from "./limit-stories.ts";
import { measurement, percentile, sum, type Bench } from "./measurement.ts";
import { startThrowAwayProduct } from "./throw-away-product.ts";

const wantedLimits = 200;
/** Stories at once; two runners take their runs as they come. */
const atOnce = 4;

/**
 * Limits at random moments, by seed, until there were 200: two runners (one in this process, one of its own) carry the
 * stories out, so that a project's runs go from one to the other. Fails unless every turn was completed, no tool effect
 * repeated, every limit met where its story has one, every switch recorded once and timed, both runners had a fair share
 * of the work, and the ledger balances.
 */
export const soakLimits: Bench = async (say) => {
  const product = await startThrowAwayProduct({ variables: { SPIRAL_SCRIPTED_PACE_MS: "0" }, logLevel: "silent" });
  const second = startProcess(process.execPath, [path.resolve(import.meta.dirname, "../scripts/runner.ts")], {
    cwd: path.resolve(import.meta.dirname, ".."),
    env: {
      ...process.env,
      DATABASE_URL: product.url,
      SPIRAL_DATA_DIR: product.env.SPIRAL_DATA_DIR,
      SPIRAL_SCRIPTED_PACE_MS: "0",
    },
  });
  const destroy = endsWithUs(async () => {
    second.child.kill("SIGTERM");
    await second.ended();
    await product.destroy();
  });
  try {
    await second.says(/The runner is ready/);
    const stories: LimitStory[] = [];
    const problems: string[] = [];
    const total = (figure: (story: LimitStory) => number): number => sum(stories.map(figure));
    let seed = 0;
    const play = async (): Promise<void> => {
      while (total(({ limits }) => limits) < wantedLimits) {
        const mine = (seed += 1);
        const story = await playLimitStory(product, mine);
        stories.push(story);
        const named = story.problems.map((problem) => `limits-${mine}: ${problem}`);
        problems.push(...named);
        for (const problem of named) say(problem);
        say(
          `${stories.length} stories, ${total(({ limits }) => limits)} limits, ${total(({ switches }) => switches)} switches, ${total(({ live }) => live)} of them of a living session`,
        );
      }
    };
    await Promise.all(Array.from({ length: atOnce }, play));
    const ledger = await checkLedger(product.domain);
    if (ledger.drift > 0) problems.push(`The ledger is off by ${ledger.drift} tokens.`);
    const runners = await product.domain.prisma.attempt.groupBy({ by: ["runnerId"], _count: true });
    const attempts = runners.map(({ _count }) => _count);
    const switchMs = stories.flatMap((story) => story.switchMs);
    say(`attempts by runner: ${attempts.join(", ")}; ${switchMs.length} switches timed`);
    problems.push(...soakProblems({ stories, wantedLimits, runners: 2, attempts }));
    if (problems.length > 0) throw new Error(problems.join("\n"));
    return [0.5, 0.95].map((part) =>
      measurement({
        name: `soak-limits-switch-p${part * 100}`,
        value: percentile(switchMs, part),
        unit: "ms",
        against: null,
      }),
    );
  } finally {
    await destroy();
  }
};
