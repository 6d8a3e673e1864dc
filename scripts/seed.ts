// `npm run seed -- --usage 1000000`: fills a ledger with calls, the same for the same number, to try the usage page with
// many of them. Into the database of the usual settings (DATABASE_URL, or the one in SPIRAL_DATA_DIR, which must be
// running), and never beside projects of somebody's unless with --force.
import path from "node:path";
import { parseArgs } from "node:util";
import { SeedRefusal, seedUsage } from "./seed/usage-seed.ts";
import { enterProject } from "./supervisor/root.ts";
import { explain } from "./supervisor/say.ts";
import { databaseUrl } from "../server/db/database-url.ts";
import { migrate } from "../server/db/migrate.ts";

const { values: flags } = parseArgs({ options: { usage: { type: "string" }, force: { type: "boolean" } } });
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const most = 10_000_000;
const calls = Number(flags.usage ?? "");
if (!Number.isInteger(calls) || calls < 1 || calls > most) {
  say(`Say how many calls the ledger is to have, 1 to ${most.toLocaleString("en")}: npm run seed -- --usage 1000000`);
  process.exit(1);
}
enterProject();
try {
  const url = databaseUrl();
  await migrate({ url, folder: path.resolve("prisma/migrations") });
  // Whole hours: what is seeded within one hour is the same.
  const until = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);
  await seedUsage({ url, calls, until, force: flags.force ?? false, say });
  say("Seeded.");
} catch (error) {
  say(error instanceof SeedRefusal ? error.message : `The ledger could not be seeded. ${explain(error)}`);
  process.exit(1);
}
