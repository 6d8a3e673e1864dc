import type { Page } from "@playwright/test";
import { startEcho } from "./bare-echo.ts";
import { databaseUrlOf, openDatabase, provideBuild, withBrowser, withInstallation } from "./installation-at-work.ts";
import { seedLiveRuns } from "./live-runs.ts";
import { measurement, percentile, repeatedly, type Bench, type Measurement } from "./measurement.ts";
import { recordStream, takeArrivals } from "./page-stream.ts";
import { sendSteadily } from "./steady-load.ts";

const liveRuns = 10;
const rounds = 3;
/** Events a second and run. */
const rate = 10;
const secondsPerRound = 10;
const warmUpSeconds = 2;

/**
 * From the moment the runner hands a line to RunLog until the browser's EventSource has the message, with ten live runs
 * of ten events a second each: real Chromium on the project page of one of them, a real installation (web, runner,
 * embedded PostgreSQL), one clock. The runs are seeded and driven from this process, through the runner's own RunLog.
 */
export const eventLatency: Bench = async (say) => {
  await provideBuild(say);
  return withInstallation((installation) =>
    withBrowser(installation, async (page) => {
      const database = openDatabase(installation);
      const echo = await startEcho(databaseUrlOf(installation), liveRuns);
      try {
        const runs = await seedLiveRuns(database, liveRuns);
        await recordStream(page);
        await page.goto(`${installation.url}/projects/${runs[0]?.projectId}`);
        await page.getByRole("log", { name: "Activity" }).waitFor();
        const echoPage = await page.context().newPage();
        await recordStream(echoPage);
        await echoPage.goto(echo.url);

        const productRound = (seconds: number): Promise<number[]> =>
          latencies(page, seconds, async (index, text) =>
            runs[index]?.log.append({ type: "agent.wrote", blockId: `block-${index}`, text }),
          );
        const echoRound = (seconds: number): Promise<number[]> =>
          latencies(echoPage, seconds, (index, text) => echo.send(index, text));
        await productRound(warmUpSeconds);
        await echoRound(warmUpSeconds);
        const pairs = await repeatedly(rounds, async () => {
          // A hidden tab would be slowed down.
          await page.bringToFront();
          const product = await productRound(secondsPerRound);
          await echoPage.bringToFront();
          const bare = await echoRound(secondsPerRound);
          say(`p95 ${percentile(product, 0.95).toFixed(1)} ms, bare ${percentile(bare, 0.95).toFixed(1)} ms`);
          return { product, bare };
        });
        return lines(
          pairs.flatMap(({ product }) => product),
          pairs.flatMap(({ bare }) => bare),
        );
      } finally {
        await echo.close();
        await database.close();
      }
    }),
  );
};

/** Sends with all runs, and gives back what the shown one's (the first's) events took, in milliseconds. */
const latencies = async (
  page: Page,
  seconds: number,
  send: (run: number, text: string) => Promise<void>,
): Promise<number[]> => {
  const sent = await sendSteadily({ senders: liveRuns, perSecond: rate, seconds, send });
  const wanted = [...sent].filter(([, { sender }]) => sender === 0);
  const arrivals = await takeArrivals(
    page,
    wanted.map(([id]) => id),
  );
  return wanted.map(([id, { at }]) => (arrivals.get(id) ?? Number.NaN) - at);
};

const lines = (product: readonly number[], bare: readonly number[]): Measurement[] =>
  [0.5, 0.95].map((share) =>
    measurement({
      name: `event-latency-p${share * 100}`,
      value: percentile(product, share),
      unit: "ms",
      against: { what: "bare NOTIFY, LISTEN, SSE in one process", value: percentile(bare, share) },
    }),
  );
