// `npm run bench`: measures the product beside the bare things that it is made of, in one run. `npm run bench -- start
// memory` runs those alone, `--json` prints one JSON object a line (bench/measurement.ts) instead of a table.
import { parseArgs } from "node:util";
import { whenToldToEnd } from "./follow-parent.ts";
import { ensureClient } from "./supervisor/prepare.ts";
import { enterProject } from "./supervisor/root.ts";
import { explain } from "./supervisor/say.ts";

const { values: flags, positionals: names } = parseArgs({
  options: { json: { type: "boolean" } },
  allowPositionals: true,
});
const say = (text: string): void => void process.stderr.write(`${text}\n`);

enterProject();
await ensureClient(new AbortController().signal);
// Loaded late: the Prisma client that they need may just have been generated.
const { benches } = await import("../bench/benches.ts");
const { endEverything } = await import("../bench/interruption.ts");
const { toTable } = await import("../bench/table.ts");

const unknown = names.filter((name) => !benches.has(name));
if (unknown.length > 0) {
  say(`There is no bench ${unknown.join(", ")}. There are: ${[...benches.keys()].join(", ")}.`);
  process.exit(1);
}
whenToldToEnd(() => void endEverything().finally(() => process.exit(130)));
try {
  for (const [name, bench] of benches) {
    if (names.length > 0 && !names.includes(name)) continue;
    const measurements = await bench((text) => say(`${name}: ${text}`));
    if (flags.json) for (const line of measurements) console.log(JSON.stringify(line));
    else console.log(`${toTable(measurements)}\n`);
  }
  process.exit(0);
} catch (error) {
  say(`The bench failed. ${error instanceof Error ? (error.stack ?? error.message) : explain(error)}`);
  process.exit(1);
}
