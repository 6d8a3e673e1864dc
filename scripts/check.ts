// `npm run check`: everything that can be said about the code without running it, in well under 30 seconds.
import { ensureClient } from "./supervisor/prepare.ts";
import { enterProject } from "./supervisor/root.ts";
import { packageScript, runCommand } from "./verify/command.ts";
import { tooLongFiles } from "./verify/file-length.ts";

const tools: Record<string, [string, string[]]> = {
  format: packageScript("oxfmt/bin/oxfmt", "--check", "."),
  types: packageScript("typescript/bin/tsc", "-p", "."),
  lint: packageScript("oxlint/bin/oxlint", "--type-aware", "--deny-warnings"),
  imports: packageScript(
    "dependency-cruiser/bin/dependency-cruiser.mjs",
    "--config",
    ".dependency-cruiser.mjs",
    "app",
    "components",
    "server",
    "scripts",
    "proxy.ts",
  ),
  "dead code": packageScript("knip/bin/knip.js", "--no-config-hints"),
};

enterProject();
await ensureClient(new AbortController().signal);
// Next's generated types (PageProps and the like) are part of the program.
const typegen = await runCommand(...packageScript("next/dist/bin/next", "typegen"), { show: false });
if (!typegen.ok) console.error(typegen.output);

let failed = !typegen.ok;
for (const [name, [command, args]] of Object.entries(tools)) {
  const { ok, output, seconds } = await runCommand(command, args, { show: false });
  console.log(`${ok ? "ok  " : "FAIL"}  ${name} (${seconds.toFixed(1)} s)`);
  if (!ok) {
    failed = true;
    console.error(output.trim());
  }
}
const long = tooLongFiles();
console.log(`${long.length === 0 ? "ok  " : "FAIL"}  file length`);
if (long.length > 0) console.error(long.join("\n"));
process.exitCode = failed || long.length > 0 ? 1 : 0;
