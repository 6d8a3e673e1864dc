import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { listProcesses } from "../server/sandbox/process-table.ts";
import { withDescendants } from "../server/sandbox/process-tree.ts";
import type { Installation } from "../e2e/fixtures/installation.ts";
import { loadFirstPage, startBareNext } from "./bare-next.ts";
import { databaseUrlOf, provideBuild, withInstallation } from "./installation-at-work.ts";
import { measurement, median, repeatedly, sum, type Bench, type Measurement } from "./measurement.ts";

const repetitions = 3;
const sampleMs = 1_000;
/** At rest: so many samples in a row within 1 %. Who never comes to rest is measured at the last one. */
const restingSamples = 5;
const mostSamples = 60;

const parts = ["supervisor", "web", "runner", "postgres"] as const;
type Part = (typeof parts)[number];
type Sizes = Readonly<Record<Part, number>>;

/**
 * What everything takes at rest, after a second start and one page: proportional set size of supervisor, web, runner
 * and every PostgreSQL process, in MB (10^6 bytes). The bare side: `next start` of the same build, after the same page.
 */
export const memory: Bench = async (say) => {
  await provideBuild(say);
  return withInstallation(async (installation) => {
    const pairs = await repeatedly(repetitions, async () => {
      await installation.stop();
      await installation.start();
      await loadFirstPage(installation.url);
      const product = await atRest(() => sizes(installation.processes()));
      const bare = await bareSize(installation);
      say(`${total(product).toFixed(0)} MB, bare ${bare.toFixed(0)} MB`);
      return { product, bare };
    });
    const against = { what: "bare next start", value: median(pairs.map(({ bare }) => bare)) };
    const line = (name: string, of: (product: Sizes) => number): Measurement =>
      measurement({ name, value: median(pairs.map(({ product }) => of(product))), unit: "MB", against });
    return [line("memory", total), ...parts.map((part) => line(`memory-${part}`, (product) => product[part]))];
  });
};

/** MB of `next start`, with the database that the installation has at work. */
const bareSize = async (installation: Installation): Promise<number> => {
  const next = await startBareNext({ databaseUrl: databaseUrlOf(installation), dataDir: installation.dataDir });
  try {
    await loadFirstPage(next.url);
    const { pid = 0 } = next.process.child;
    return (await atRest(async () => ({ next: await treeSize([pid]) }))).next;
  } finally {
    await next.stop();
  }
};

const total = (sizes: Readonly<Record<string, number>>): number => sum(Object.values(sizes));

/** MB of one process, shared pages divided by how many share them; 0 for one that has just ended. */
const sizeOf = (pid: number): number => {
  let text = "";
  try {
    text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  } catch {
    return 0;
  }
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  return (Number(kibibytes ?? 0) * 1_024) / 1e6;
};

const treeSize = async (roots: readonly number[]): Promise<number> =>
  sum(withDescendants(await listProcesses(), ({ pid }) => roots.includes(pid)).map(({ pid }) => sizeOf(pid)));

const partOf = (commandLine: string): Part | null =>
  commandLine.includes("scripts/start.ts")
    ? "supervisor"
    : (parts.find((part) => commandLine.includes(`scripts/${part}.ts`)) ??
      (commandLine.includes("postgres") ? "postgres" : null));

/** PostgreSQL's server is in a session of its own and named by its folder; its backends are its descendants. */
const sizes = async (processes: readonly { pid: number; commandLine: string }[]): Promise<Sizes> => {
  const pidsOf = (part: Part): number[] =>
    processes.filter(({ commandLine }) => partOf(commandLine) === part).map(({ pid }) => pid);
  return {
    supervisor: sum(pidsOf("supervisor").map(sizeOf)),
    web: await treeSize(pidsOf("web")),
    runner: await treeSize(pidsOf("runner")),
    postgres: await treeSize(pidsOf("postgres")),
  };
};

/** Waits until the sizes no longer move. */
const atRest = async <Measured extends Readonly<Record<string, number>>>(
  measure: () => Promise<Measured>,
): Promise<Measured> => {
  let last = await measure();
  let quiet = 0;
  for (let sample = 0; sample < mostSamples && quiet < restingSamples; sample += 1) {
    await delay(sampleMs);
    const now = await measure();
    quiet = Math.abs(total(now) - total(last)) < total(last) / 100 ? quiet + 1 : 0;
    last = now;
  }
  return last;
};
