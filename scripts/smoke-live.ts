// `npm run smoke:live`: one tiny project (one phase, a function of ten lines with a test) through the real runner, the
// real Claude Code and the real Anthropic API, on a throw-away database. Costs money, says how much at most and asks
// first (`--yes` does not ask). Exits with 0 only when the project succeeded.
//
// The live way itself could not be tried where this was written: no Anthropic API could be reached. What was tried is
// `--rehearse`: the same with a made-up key and ANTHROPIC_BASE_URL pointing at the scripted model, which stands in for
// the API alone; key handling, clients, CLI, runner, checks and figures are those of the real way. Prices, real models
// and the real API's own rules are not covered by it.
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { whenToldToEnd } from "./follow-parent.ts";
import { ensureClient } from "./supervisor/prepare.ts";
import { enterProject } from "./supervisor/root.ts";
import { explain, say } from "./supervisor/say.ts";

const { values: flags } = parseArgs({ options: { yes: { type: "boolean" }, rehearse: { type: "boolean" } } });

const giveUp = (text: string): never => {
  say(text);
  process.exit(1);
};

enterProject();
const key = flags.rehearse ? "rehearsal-key" : process.env["ANTHROPIC_API_KEY"];
if (key === undefined || key === "") {
  giveUp(
    "No ANTHROPIC_API_KEY is set, and this needs one: set it in the environment or in .env (a key of the Claude Console),\n" +
      "and ANTHROPIC_BASE_URL where requests are to go elsewhere. `npm run smoke:live -- --rehearse` tries all but the API.",
  );
}
await ensureClient(new AbortController().signal);
// Loaded late: the Prisma client that they need may just have been generated.
const { endEverything, endsWithUs } = await import("../bench/interruption.ts");
const { startRehearsalApi } = await import("../bench/rehearsal-api.ts");
const { smokeCaps, upperBound } = await import("../bench/smoke-cost.ts");
const { playSmokeProject } = await import("../bench/smoke-project.ts");
const { startThrowAwayProduct } = await import("../bench/throw-away-product.ts");
const { readSettings } = await import("../server/domain/settings/index.ts");
whenToldToEnd(() => void endEverything().finally(() => process.exit(130)));

const agrees = async (): Promise<boolean> => {
  if (flags.yes || flags.rehearse) return true;
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("Go on? [y/N] ");
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
};

const run = async (): Promise<boolean> => {
  let currentRun = (): Promise<{ operation: string; round: number }> => Promise.reject(new Error("Nothing runs yet."));
  const rehearsal = flags.rehearse ? await startRehearsalApi({ currentRun: () => currentRun() }) : null;
  const baseUrl = rehearsal?.url ?? process.env["ANTHROPIC_BASE_URL"];
  const product = await startThrowAwayProduct({
    variables: { ...process.env, ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: baseUrl },
    logLevel: "warn",
  });
  const end = endsWithUs(async () => {
    await product.destroy();
    await rehearsal?.close();
  });
  try {
    const { prisma } = product.domain;
    currentRun = () =>
      prisma.run.findFirstOrThrow({ where: { status: "RUNNING" }, select: { operation: true, round: true } });
    const settings = await readSettings({ prisma });
    const bound = upperBound(settings);
    const models = new Set([
      settings["models.projectManager"],
      settings["models.developer"],
      settings["models.qualityAssurance"],
    ]);
    say(`One project of one phase on ${baseUrl ?? "https://api.anthropic.com"} with ${[...models].join(", ")}.`);
    say(
      bound === null
        ? "What it may cost is not known: a model has no price here."
        : `It costs about $${bound.toFixed(2)} at most, usually a small part of it: by published prices without any cache, with\n` +
            `${smokeCaps.turnsPerRun} turns a Developer's run, ${smokeCaps.refinements} refinement, every answer at its full length and asked twice. (The length of\n` +
            "prompts is assumed: 8,000 tokens a question, 40,000 a turn of the Developer.)",
    );
    if (rehearsal !== null) say("This is a rehearsal: the scripted model answers, and nothing is paid.");
    if (!(await agrees())) {
      say("Nothing was asked of anybody. Say y, or give --yes.");
      return false;
    }
    const project = await playSmokeProject(product, say);
    const { inputTokens, outputTokens, billedMicros, equivalentMicros, unpricedCalls, unreportedCalls } = project.usage;
    const hold = project.hold !== null && "message" in project.hold ? `: ${project.hold.message}` : "";
    say(`\n${project.status}${hold}`);
    say(`${inputTokens} tokens in, ${outputTokens} out.`);
    const dollars = (micros: number): string => `$${(micros / 1e6).toFixed(4)}`;
    say(`Cost: ${dollars(billedMicros)} billed, ${dollars(equivalentMicros)} API-equivalent of a subscription.`);
    if (unpricedCalls > 0) say(`${unpricedCalls} calls have no known price and are not in it.`);
    if (unreportedCalls > 0)
      say(`${unreportedCalls} calls were not fully reported and are not in it, or with too little.`);
    return project.status === "SUCCEEDED";
  } finally {
    await end();
  }
};

try {
  process.exit((await run()) ? 0 : 1);
} catch (error) {
  giveUp(`The smoke test failed. ${explain(error)}`);
}
