import pg from "pg";
import { repeatedly, timed } from "./measurement.ts";

const channel = "spiral_bench";

/**
 * The least that any hand-over through this database takes: one row committed (durably) and another connection told of
 * it. Milliseconds, one figure a hand-over.
 */
export const commitAndWake = async (url: string, count: number): Promise<number[]> => {
  const sender = new pg.Client({ connectionString: url });
  const receiver = new pg.Client({ connectionString: url });
  try {
    await Promise.all([sender.connect(), receiver.connect()]);
    await receiver.query(`LISTEN ${channel}`);
    await sender.query("CREATE TABLE bench_hand_over (n integer)");
    const once = (n: number): Promise<number> =>
      timed(async () => {
        const told = new Promise((resolve) => receiver.once("notification", resolve));
        await sender.query(
          "WITH row AS (INSERT INTO bench_hand_over VALUES ($1) RETURNING n) SELECT pg_notify($2, n::text) FROM row",
          [n, channel],
        );
        await told;
      });
    return await repeatedly(count, once);
  } finally {
    await Promise.all([sender.end(), receiver.end()]);
  }
};
