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

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const most = 10_000_000;
const uncounted = "Seeded calls count in no budget; in the usage page, estimates and metrics they do.";
const help = `Say how many calls the ledger is to have, 1 to ${most.toLocaleString("en")}: npm run seed -- --usage 1000000
Add --force to seed a database that holds projects of somebody's, too. SPIRAL_DATA_DIR or DATABASE_URL say which one.
${uncounted}`;
const options = { usage: { type: "string" }, force: { type: "boolean" }, help: { type: "boolean" } } as const;
const readFlags = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    say(`${explain(error)}\n${help}`);
    process.exit(1);
  }
};
const flags = readFlags();

const calls = Number(flags.usage ?? "");
if (flags.help === true || !Number.isInteger(calls) || calls < 1 || calls > most) {
  say(help);
  process.exit(flags.help === true ? 0 : 1);
}
enterProject();
try {
  const url = databaseUrl();
  await migrate({ url, folder: path.resolve("prisma/migrations") });
  // Whole hours: what is seeded within one hour is the same.
  const until = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);
  await seedUsage({ url, calls, until, force: flags.force ?? false, say });
  say(`Seeded. ${uncounted}`);
} catch (error) {
  say(error instanceof SeedRefusal ? error.message : `The ledger could not be seeded. ${explain(error)}`);
  process.exit(1);
}
