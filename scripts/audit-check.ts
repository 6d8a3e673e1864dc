// `npm run audit:check`: follows the audit log's chain from its beginning and computes every hash anew. `-- --json` prints
// one object: {"entries", "whole", "hash", "problems": [{"kind", "sequence"}]}. Ends with 1 when the chain is broken, or
// could not be read. The hash of the last entry, kept elsewhere, also shows later that nothing was rewritten as a whole.
import { parseArgs } from "node:util";
import { prepareAlone } from "./supervisor/alone.ts";
import { enterProject } from "./supervisor/root.ts";
import { explain } from "./supervisor/say.ts";
import type { AuditProblem, AuditReport } from "../server/contract/audit.ts";

const { values: flags } = parseArgs({ options: { json: { type: "boolean" } } });

const kinds = {
  altered: "is not what was written there",
  missing: "is the first after entries that are gone",
  unchained: "entries were written past the chain",
  cut: "is the last that there should be, and it is not there",
} as const satisfies Record<AuditProblem["kind"], string>;

const words = ({ entries, whole, hash, problems }: AuditReport): string =>
  [
    whole ? `The audit chain is whole: ${entries} entries.` : `The audit chain is broken: ${entries} entries.`,
    `The last entry's hash: ${hash}`,
    ...problems.map(({ kind, sequence }) => `  ${kind}  ${sequence} ${kinds[kind]}`),
  ].join("\n");

const check = async (): Promise<boolean> => {
  await prepareAlone(new AbortController().signal);
  // Loaded late: the Prisma client that they need may just have been generated.
  const { databaseUrl } = await import("../server/db/database-url.ts");
  const { createDatabase } = await import("../server/db/client.ts");
  const { checkAudit } = await import("../server/domain/audit/index.ts");
  const database = createDatabase({ url: databaseUrl(), name: "spiral-audit-check", max: 1 });
  try {
    const report = await checkAudit({ prisma: database.prisma });
    console.log(flags.json ? JSON.stringify(report) : words(report));
    return report.whole;
  } finally {
    await database.close();
  }
};

enterProject();
let whole = false;
try {
  whole = await check();
} catch (error) {
  process.stderr.write(`The audit log could not be checked. ${explain(error)}\n`);
}
process.exit(whole ? 0 : 1);
