// `npm run sandbox:check`: tries to get out of the sandbox, as a runner does when it starts. `-- --json` prints one
// object: {"profile", "probes": [{"name", "refused", "control", "detail"}]}. Ends with 1 when something got out, or
// when there is no sandbox to try.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { whenToldToEnd } from "./follow-parent.ts";
import { enterProject } from "./supervisor/root.ts";
import { explain } from "./supervisor/say.ts";
import { tallyProbes, type SandboxReport } from "../server/contract/sandbox-report.ts";
import { env } from "../server/platform/env.ts";
import { createLogger } from "../server/platform/logger.ts";
import { findClaudeCode } from "../server/providers/claude-code/index.ts";
import { createSandboxing, type Sandboxing } from "../server/runner/sandboxing.ts";
import { runProbes } from "../server/sandbox/probes/run-probes.ts";
import { runnerMarkerOf } from "../server/sandbox/process-marker.ts";

const { values: flags } = parseArgs({ options: { json: { type: "boolean" } } });
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

const marks = { true: "refused", false: "NOT REFUSED", null: "–" } as const;
const controls = { true: "yes", false: "NO", null: "–" } as const;

const table = ({ probes }: SandboxReport): string => {
  const width = Math.max(...probes.map(({ name }) => name.length));
  const line = (name: string, inside: string, outside: string, rest: string): string =>
    `${name.padEnd(width)}  ${inside.padEnd(11)}  ${outside.padEnd(7)}  ${rest}`;
  return [
    line("probe", "inside", "control", ""),
    ...probes.map(({ name, title, refused, control, detail }) =>
      line(name, marks[`${refused}`], controls[`${control}`], refused === true && control === true ? title : detail),
    ),
  ].join("\n");
};

const check = async ({ walls }: Pick<Sandboxing, "walls">, marker: string, signal: AbortSignal): Promise<boolean> => {
  if (walls === null) return false;
  const settings = env();
  mkdirSync(settings.SPIRAL_DATA_DIR, { recursive: true });
  const report = await runProbes({
    walls,
    runnerMarker: marker,
    hostEnvironment: process.env,
    dataDir: settings.SPIRAL_DATA_DIR,
    nodePath: process.execPath,
    claudeCodePath: await findClaudeCode(settings.CLAUDE_CODE_PATH ?? null),
    now: () => new Date(),
    signal,
  });
  const { refused, applicable, notApplicable, reached } = tallyProbes(report.probes);
  if (flags.json) {
    const probes = report.probes.map(({ name, refused: isRefused, control, detail }) => ({
      name,
      refused: isRefused,
      control,
      detail,
    }));
    console.log(JSON.stringify({ profile: report.profile, probes }));
  } else {
    console.log(table(report));
    console.log(
      `\n${refused} of ${applicable} refused${notApplicable === 0 ? "" : `, ${notApplicable} not applicable here`} (profile ${report.profile}, ${(report.durationMs / 1_000).toFixed(1)} s)`,
    );
  }
  return reached.length === 0 && !signal.aborted;
};

enterProject();
const ending = new AbortController();
whenToldToEnd(() => ending.abort());
const runtimePath = mkdtempSync(path.join(tmpdir(), "spiral-check-"));
let held = false;
try {
  const marker = await runnerMarkerOf(env().SPIRAL_DATA_DIR, process.pid);
  const sandboxing = await createSandboxing({
    // Whether agents use it is another matter.
    env: { ...env(), SPIRAL_UNSAFE_NO_SANDBOX: false },
    log: createLogger("sandbox-check"),
    runnerMarker: marker,
    hostEnvironment: process.env,
    runtimePath,
  });
  const { missing } = sandboxing;
  if (missing !== null) {
    if (flags.json) console.log(JSON.stringify({ profile: null, probes: [] }));
    complain(`There is no sandbox: ${missing.detail}\n${missing.fix.replaceAll("`", "")}`);
  }
  held = await check(sandboxing, marker, ending.signal);
} catch (error) {
  complain(`The sandbox could not be tried. ${explain(error)}`);
} finally {
  rmSync(runtimePath, { recursive: true, force: true });
}
process.exit(held ? 0 : 1);
