// `npm run runner`: a runner alone; as many as one likes, on as many machines, with the same DATABASE_URL.
import { parseArgs } from "node:util";
import { env } from "../server/platform/env.ts";
import { createLogger } from "../server/platform/logger.ts";
import { tellParent, whenToldToEnd } from "./follow-parent.ts";
import { prepareAlone } from "./supervisor/alone.ts";
import { enterProject } from "./supervisor/root.ts";
import { explain, say } from "./supervisor/say.ts";

/** Longer than any orderly end takes. After a kill -9 of the supervisor nobody else would end a runner that hangs. */
const patienceMs = 8_000;

const { values: flags } = parseArgs({ options: { supervised: { type: "boolean" } } });
const ending = new AbortController();
whenToldToEnd(() => {
  ending.abort();
  setTimeout(() => process.exit(1), patienceMs);
});

try {
  enterProject();
  if (!flags.supervised) await prepareAlone(ending.signal);
  // Loaded late: the Prisma client that it needs may just have been generated.
  const { startRunner } = await import("../server/runner/main.ts");
  ending.signal.throwIfAborted();
  const runner = await startRunner({ env: env(), log: createLogger("runner"), tell: (text) => say(`\n${text}\n`) });
  tellParent({ type: "ready", address: null });
  if (!flags.supervised) say("The runner is ready.");
  const end = async (): Promise<never> => {
    await runner.stop();
    process.exit(0);
  };
  if (ending.signal.aborted) await end();
  ending.signal.addEventListener("abort", () => void end());
} catch (error) {
  if (!ending.signal.aborted) process.stderr.write(`\nThe runner cannot start. ${explain(error)}\n`);
  process.exit(ending.signal.aborted ? 0 : 1);
}
