import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDatabase } from "../server/db/client.ts";
import { startEmbeddedPostgres } from "../server/db/embedded/start.ts";
import { migrate } from "../server/db/migrate.ts";
import { raceAnswers } from "../server/testing/answer-race.ts";
import { createTestDomain } from "../server/testing/project-factory.ts";
import { endsWithUs } from "./interruption.ts";
import { measurement, timed, type Bench } from "./measurement.ts";

const asks = 1_000;
const atOnce = 20;

/**
 * A thousand requests of one project, each answered by twenty people at the same moment, over a pool of connections and
 * a database with durable settings. Fails unless of each twenty exactly one took effect, the others heard who was first,
 * and log and audit know of a thousand answers.
 */
export const answerRace: Bench = async (say) => {
  const begun = new AsyncDisposableStack();
  const destroy = endsWithUs(() => begun.disposeAsync());
  try {
    const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-bench-"));
    begun.defer(() => rmSync(dataDir, { recursive: true, force: true }));
    // Run as root, PostgreSQL steps down to a user who must be able to pass through.
    chmodSync(dataDir, 0o711);
    const postgres = await startEmbeddedPostgres({ dataDir });
    begun.defer(() => postgres.stop());
    const { url } = postgres;
    await migrate({ url, folder: path.resolve(import.meta.dirname, "../prisma/migrations") });
    const { prisma, close } = createDatabase({ url, name: "spiral-bench" });
    begun.defer(close);
    const domain = await createTestDomain({ prisma, url });
    begun.defer(() => domain.close());
    let result: Awaited<ReturnType<typeof raceAnswers>> | null = null;
    const ms = await timed(async () => {
      result = await raceAnswers(domain, { asks, atOnce });
    });
    const expected = {
      asks,
      answers: asks * atOnce,
      taken: asks,
      violations: [],
      logged: { events: asks, audited: asks, distinct: asks },
      gapless: true,
    };
    say(JSON.stringify(result));
    if (JSON.stringify(result) !== JSON.stringify(expected)) throw new Error("An ask was not answered exactly once.");
    return [measurement({ name: "answer-race", value: ms / asks, unit: "ms", against: null })];
  } finally {
    await destroy();
  }
};
