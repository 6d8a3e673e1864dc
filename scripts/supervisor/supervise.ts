import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ensureDataDir } from "../../server/platform/data-dir.ts";
import { env } from "../../server/platform/env.ts";
import { loadSecretKey } from "../../server/platform/secret-key.ts";
import { whenToldToEnd } from "../follow-parent.ts";
import nodeFlags from "../node-flags.json" with { type: "json" };
import { type KeptChild, keepRunning } from "./child.ts";
import { bringUpToDate, provideDatabase } from "./database.ts";
import { dashboardAddress } from "./address.ts";
import { takeLock } from "./lock.ts";
import { assertPortFree } from "./port.ts";
import { ensureBuild, ensureClient } from "./prepare.ts";
import { enterProject, root } from "./root.ts";
import { complain, explain, say, step } from "./say.ts";
import { setupPathIfNeeded } from "./setup.ts";

/** `npm start` serves a build; `npm run dev` compiles as one edits. */
export type Mode = "production" | "development";

const packageJson = z.object({ version: z.string() });
const webPatienceMs = 2_000;
/** The runner has agents to end and their runs to hand back; it limits itself to less than this (runner.ts). */
const runnerPatienceMs = 10_000;

const startChildren = (mode: Mode): { web: KeptChild; runner: KeptChild } => {
  const web = keepRunning({
    name: "The dashboard",
    script: "web.ts",
    nodeFlags: nodeFlags.web,
    args: ["--supervised", ...(mode === "development" ? ["--dev"] : [])],
    env: { NODE_ENV: mode },
    patienceMs: webPatienceMs,
  });
  const runner = keepRunning({
    name: "The runner",
    script: "runner.ts",
    nodeFlags: nodeFlags.runner,
    args: ["--supervised"],
    env: { NODE_ENV: mode },
    patienceMs: runnerPatienceMs,
  });
  return { web, runner };
};

/** Starts everything in order and waits for `signal`. `begun` is told how to end whatever was started. */
const run = async (mode: Mode, signal: AbortSignal, begun: AsyncDisposableStack): Promise<void> => {
  const settings = env();
  const { version } = packageJson.parse(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")));
  say(`Spiral ${version}`);

  ensureDataDir(settings.SPIRAL_DATA_DIR);
  begun.defer(await takeLock(settings.SPIRAL_DATA_DIR, dashboardAddress(settings, settings.PORT)));
  await assertPortFree(settings.HOST, settings.PORT);
  loadSecretKey({ given: settings.SPIRAL_SECRET_KEY, dataDir: settings.SPIRAL_DATA_DIR });
  signal.throwIfAborted();

  await step(
    () => ensureClient(signal),
    (done) => (done === "made" ? "Database client generated" : null),
  );
  if (mode === "production") {
    const announce = (): void => say("  Building the dashboard (only when its sources have changed) …");
    await step(
      () => ensureBuild(signal, announce),
      (done) => (done === "made" ? "Dashboard built" : null),
    );
  }

  const children: KeptChild[] = [];
  const database = await step(
    () => provideDatabase(settings, () => children.forEach((child) => child.restart())),
    (provided) => provided.description,
  );
  begun.defer(() => database.stop());
  signal.throwIfAborted();
  await step(
    () => bringUpToDate(database.url),
    (applied) => (applied.length > 0 ? `Database brought up to date: ${applied.join(", ")}` : null),
  );
  signal.throwIfAborted();

  const { web, runner } = startChildren(mode);
  children.push(web, runner);
  begun.defer(async () => void (await Promise.all(children.map((child) => child.stop()))));
  const aborted = once(signal, "abort");
  const address = await Promise.race([web.ready, aborted.then(() => null)]);
  signal.throwIfAborted();
  say(`\nSpiral is ready at ${address}`);
  const setupPath = await setupPathIfNeeded(signal);
  if (setupPath !== null) say(`Set it up here (works once, for 30 minutes):\n  ${address}${setupPath}`);
  await aborted;
  say("\nEnding …");
};

/**
 * The whole life of `npm start`. Ends the process: with 0 when it was told to end, with 1 and the reason on standard
 * error when something could not be started, or ended.
 */
export async function supervise(mode: Mode): Promise<never> {
  const ending = new AbortController();
  whenToldToEnd(() => ending.abort());
  const begun = new AsyncDisposableStack();
  let exitCode = 0;
  try {
    enterProject();
    await run(mode, ending.signal, begun);
  } catch (error) {
    // Being told to end in the middle of a step makes that step fail.
    if (!ending.signal.aborted) {
      exitCode = 1;
      complain(`Spiral cannot start. ${explain(error)}`);
    }
  }
  try {
    // In reverse order: children, database, lock.
    await begun.disposeAsync();
  } catch (error) {
    exitCode = 1;
    complain(`Something could not be ended. ${explain(error)}`);
  }
  process.exit(exitCode);
}
