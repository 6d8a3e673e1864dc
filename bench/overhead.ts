import { Operation, operations } from "../server/contract/roles.ts";
import { createScriptedServer } from "../server/providers/scripted/server.ts";
import { commitAndWake } from "./bare-hand-over.ts";
import { playBare, type TimedCall } from "./bare-project.ts";
import { measurement, median, repeatedly, sum, type Bench, type Measurement } from "./measurement.ts";
import { callsOf, playProject, type PlayedProject } from "./played-project.ts";
import { startThrowAwayProduct } from "./throw-away-product.ts";

const scenario = "bench";
const repetitions = 7;

interface Pair {
  readonly product: PlayedProject;
  readonly bare: readonly TimedCall[];
}

/** Operations that are nothing but one call: what they take beyond it is the hand-over from run to run. */
const plainCalls: readonly Operation[] = ["REVIEW", "EVALUATE", "REPORT"];

/**
 * What orchestration costs: a scripted project through the real runner (in this process, embedded PostgreSQL with
 * durable settings, real Claude Code, real git, real checks), and alternately the same sessions and calls bare. The
 * bare side has no counterpart to the project's checks, so `overhead-without-checks` says what is left without their
 * commands' own time.
 */
export const overhead: Bench = async (say) => {
  const variables = { ...process.env, SPIRAL_SCRIPTED_PACE_MS: "0", OLLAMA_HOST: "http://127.0.0.1:9" };
  const product = await startThrowAwayProduct({ variables, logLevel: "warn" });
  const scripted = await createScriptedServer({ pace: 0 });
  try {
    const pair = async (): Promise<Pair> => {
      const played = await playProject(product, scenario);
      const bare = await playBare(callsOf(played), { serverUrl: scripted.url, scenario });
      say(`${played.totalMs.toFixed(0)} ms, bare ${sum(bare.map(({ ms }) => ms)).toFixed(0)} ms`);
      return { product: played, bare };
    };
    // The first one warms up files and code, on both sides.
    await pair();
    const pairs = await repeatedly(repetitions, pair);
    const wakeMs = median(await commitAndWake(product.url, 50));
    return [...whole(pairs), ...handOver(pairs, wakeMs), ...byOperation(pairs)];
  } finally {
    await scripted.close();
    await product.destroy();
  }
};

const whole = (pairs: readonly Pair[]): Measurement[] => {
  const bareMs = median(pairs.map(({ bare }) => sum(bare.map(({ ms }) => ms))));
  const against = { what: "the same sessions and calls, bare", value: bareMs };
  const withoutChecks = pairs.map(({ product }) => product.totalMs - sum(product.runs.map(({ checkMs }) => checkMs)));
  return [
    measurement({ name: "overhead", value: median(pairs.map(({ product }) => product.totalMs)), unit: "ms", against }),
    measurement({ name: "overhead-without-checks", value: median(withoutChecks), unit: "ms", against }),
  ];
};

const handOver = (pairs: readonly Pair[], wakeMs: number): Measurement[] => {
  const runs = pairs.flatMap(({ product }) => product.runs.filter(({ operation }) => plainCalls.includes(operation)));
  const callMs = median(pairs.flatMap(({ bare }) => bare.filter(isPlain).map(({ ms }) => ms)));
  const against = { what: "one durable commit that wakes a listener", value: wakeMs };
  const value = median(runs.map(({ spanMs }) => spanMs)) - callMs;
  return [
    measurement({ name: "overhead-hand-over", value, unit: "ms", against }),
    measurement({
      name: "overhead-hand-over-until-begun",
      value: median(runs.map(({ beginningMs }) => beginningMs)),
      unit: "ms",
      against,
    }),
  ];
};

const isPlain = ({ operation }: TimedCall): boolean => plainCalls.includes(operation);

/** Per project: all runs of an operation together, as medians over the repetitions. */
const byOperation = (pairs: readonly Pair[]): Measurement[] =>
  Operation.options.flatMap((operation) => {
    const ofOperation = <Item extends { readonly operation: Operation }>(items: readonly Item[]): Item[] =>
      items.filter((item) => item.operation === operation);
    const name = `overhead-${operation.toLowerCase()}`;
    const spans = pairs.map(({ product }) => sum(ofOperation(product.runs).map(({ spanMs }) => spanMs)));
    const bare = pairs.map((each) => sum(ofOperation(each.bare).map(({ ms }) => ms)));
    const line = measurement({
      name,
      value: median(spans),
      unit: "ms",
      against: operations[operation].role === null ? null : { what: "its calls, bare", value: median(bare) },
    });
    if (operation !== "CHECK") return [line];
    const commands = median(pairs.map(({ product }) => sum(product.runs.map(({ checkMs }) => checkMs))));
    return [line, measurement({ name: `${name}-commands`, value: commands, unit: "ms", against: null })];
  });
