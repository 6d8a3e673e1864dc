// `npm run ledger:check`: holds the usage ledger against everything that says something about the same calls. `-- --json`
// prints one object: {"calls", "corrections", "drift", "unpriced", "unknown", "problems": [{"kind", "id", "tokens"}]}.
// Ends with 1 when the books do not balance, or could not be read.
import { parseArgs } from "node:util";
import { prepareAlone } from "./supervisor/alone.ts";
import { enterProject } from "./supervisor/root.ts";
import { explain } from "./supervisor/say.ts";
import type { LedgerReport } from "../server/contract/usage.ts";

const { values: flags } = parseArgs({ options: { json: { type: "boolean" } } });

const kinds = {
  lost: "a call was made and has no record",
  doubled: "one answer has several records",
  misread: "a record's tokens are not what the provider reported",
  unreconciled: "an attempt's records are not what its program says",
  miscalculated: "a cost is not what its rates make of its tokens",
  dangling: "a correction corrects nothing",
} as const satisfies Record<LedgerReport["problems"][number]["kind"], string>;

const words = ({ calls, corrections, drift, unpriced, unknown, problems }: LedgerReport): string =>
  [
    drift === 0 ? "The books balance." : `The books do not balance: drift ${drift}.`,
    `${calls} calls, ${corrections} corrections, ${unpriced} unpriced, ${unknown} of unknown usage.`,
    ...problems.map(
      ({ kind, id, tokens }) => `  ${kind}  ${id}  ${kinds[kind]}${tokens === 0 ? "" : ` (${tokens} tokens)`}`,
    ),
  ].join("\n");

const check = async (): Promise<boolean> => {
  await prepareAlone(new AbortController().signal);
  // Loaded late: the Prisma client that they need may just have been generated.
  const { databaseUrl } = await import("../server/db/database-url.ts");
  const { createDatabase } = await import("../server/db/client.ts");
  const { checkLedger } = await import("../server/domain/usage/index.ts");
  const { systemClock } = await import("../server/platform/clock.ts");
  const database = createDatabase({ url: databaseUrl(), name: "spiral-ledger-check", max: 1 });
  try {
    const report = await checkLedger({ prisma: database.prisma, clock: systemClock });
    console.log(flags.json ? JSON.stringify(report) : words(report));
    return report.drift === 0;
  } finally {
    await database.close();
  }
};

enterProject();
let balanced = false;
try {
  balanced = await check();
} catch (error) {
  process.stderr.write(`The ledger could not be checked. ${explain(error)}\n`);
}
process.exit(balanced ? 0 : 1);
