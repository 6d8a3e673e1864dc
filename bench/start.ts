import { startEmbeddedPostgres } from "../server/db/embedded/start.ts";
import { loadFirstPage, startBareNext } from "./bare-next.ts";
import { provideBuild, withInstallation } from "./installation-at-work.ts";
import { measurement, median, repeatedly, timed, type Bench } from "./measurement.ts";

const repetitions = 5;

/**
 * A second start (built, migrated, data there) until the first page is answered with 200, as `npm start` does it but for
 * npm and the bootstrap. The bare side: `next start` of the same build, on a database that runs already.
 */
export const start: Bench = async (say) => {
  await provideBuild(say);
  return withInstallation(async (installation) => {
    const { dataDir } = installation;
    await installation.stop();

    const product = async (): Promise<number> => {
      const ms = await timed(async () => {
        await installation.start();
        await loadFirstPage(installation.url);
      });
      await installation.stop();
      return ms;
    };
    const bare = async (): Promise<number> => {
      const postgres = await startEmbeddedPostgres({ dataDir });
      const ends: (() => Promise<void>)[] = [() => postgres.stop()];
      try {
        return await timed(async () => {
          const next = await startBareNext({ databaseUrl: postgres.url, dataDir });
          ends.unshift(next.stop);
          await loadFirstPage(next.url);
        });
      } finally {
        for (const end of ends) await end();
      }
    };
    const pairs = await repeatedly(repetitions, async () => {
      const pair = { product: await product(), bare: await bare() };
      say(`${pair.product.toFixed(0)} ms, bare ${pair.bare.toFixed(0)} ms`);
      return pair;
    });
    const against = {
      what: "bare next start, database running",
      value: median(pairs.map((pair) => pair.bare)) / 1_000,
    };
    return [
      measurement({ name: "start", value: median(pairs.map((pair) => pair.product)) / 1_000, unit: "s", against }),
    ];
  });
};
