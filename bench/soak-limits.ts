import path from "node:path";
import process from "node:process";
import { checkLedger } from "../server/domain/usage/index.ts";
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
 * repeated, every switch recorded once, and the ledger balances.
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
    const switchMs: number[] = [];
    const problems: string[] = [];
    let [seed, stories, limits, switches, live] = [0, 0, 0, 0, 0];
    const play = async (): Promise<void> => {
      while (limits < wantedLimits) {
        const mine = (seed += 1);
        const story = await playLimitStory(product, mine);
        stories += 1;
        limits += story.limits;
        switches += story.switches;
        live += story.live;
        switchMs.push(...story.switchMs);
        problems.push(...story.problems);
        for (const problem of story.problems) say(`limits-${mine}: ${problem}`);
        say(`${stories} stories, ${limits} limits, ${live} of them in a living session, ${switches} switches`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, play));
    const ledger = await checkLedger(product.domain);
    if (ledger.drift > 0) problems.push(`The ledger is off by ${ledger.drift} tokens.`);
    const runners = await product.domain.prisma.attempt.groupBy({ by: ["runnerId"], _count: true });
    say(`attempts by runner: ${runners.map(({ _count }) => _count).join(", ")}; ${sum(switchMs.map(() => 1))} timed`);
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
