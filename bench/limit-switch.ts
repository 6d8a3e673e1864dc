import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { query } from "@anthropic-ai/claude-agent-sdk";
import { createLogger } from "../server/platform/logger.ts";
import { createConversationInput } from "../server/providers/claude-code/conversation-input.ts";
import { claudeEnvironment, localModelVariables } from "../server/providers/claude-code/environment.ts";
import { createClaudeCodeProvider } from "../server/providers/claude-code/index.ts";
import { testingOptions } from "../server/providers/claude-code/testing-options.ts";
import { defaultScriptedModel } from "../server/providers/scripted/models.ts";
import { defaultLocalModel } from "../server/providers/scripted/ollama/local-models.ts";
import { exactEnvironment } from "../server/sandbox/environment.ts";
import type { Sandbox } from "../server/sandbox/sandbox.ts";
import { installedClaude } from "./bare-claude.ts";
import { openBareSandbox, openWalledSandbox } from "./bench-sandboxes.ts";
import { endsWithUs } from "./interruption.ts";
import { playLimitStory } from "./limit-stories.ts";
import { measurement, median, percentile, repeatedly, type Bench } from "./measurement.ts";
import { startRefusingService, type RefusingService, type SeenSwitch } from "./refusing-service.ts";
import { startThrowAwayProduct } from "./throw-away-product.ts";

const contextTokens = 65_536;
const goOn = "Continue where you left off.";
const repetitions = 15;
/** Stories of the product's; each meets about one limit in a living session. */
const stories = 20;

const took = ({ refusedAt, answeredAt }: SeenSwitch): number => answeredAt - refusedAt;

/** Claude Code by itself, on either side: what it is started with is the product's own environment. */
const bareOptions = (sandbox: Sandbox, claude: string, service: RefusingService) => ({
  pathToClaudeCodeExecutable: claude,
  cwd: sandbox.host.workspacePath,
  settingSources: [],
  systemPrompt: { type: "preset", preset: "claude_code" } as const,
  env: exactEnvironment(
    claudeEnvironment({
      account: { kind: "scripted", baseUrl: `http://127.0.0.1:${service.port}`, credential: "bench" },
      model: defaultScriptedModel,
      sandbox,
      idleTimeoutMs: 600_000,
      maxOutputTokens: null,
    }),
  ),
});

/** The same switch in a process that nothing of ours is around, but the one call that switches it. */
const bareLive = async (sandbox: Sandbox, claude: string, service: RefusingService): Promise<number> => {
  const seen = service.nextSwitch();
  const input = createConversationInput("Please do it.");
  const conversation = query({
    prompt: input.messages,
    options: { ...bareOptions(sandbox, claude, service), model: defaultScriptedModel },
  });
  let results = 0;
  for await (const message of conversation) {
    if (message.type !== "result") continue;
    results += 1;
    if (results === 2) break;
    await conversation.applyFlagSettings({
      model: defaultLocalModel,
      env: localModelVariables(defaultLocalModel, contextTokens),
    });
    input.say(goOn);
  }
  input.end();
  return took(await seen);
};

/** A process that ended with the refusal, and one that resumes its session with the other model. */
const bareResume = async (sandbox: Sandbox, claude: string, service: RefusingService): Promise<number> => {
  const seen = service.nextSwitch();
  const sessionId = randomUUID();
  const options = bareOptions(sandbox, claude, service);
  const run = async (prompt: string, more: { model: string; sessionId?: string; resume?: string }): Promise<void> => {
    try {
      for await (const message of query({ prompt, options: { ...options, ...more } })) void message;
    } catch {
      // Its error result is thrown as well.
    }
  };
  await run("Please do it.", { model: defaultScriptedModel, sessionId });
  await run(goOn, { model: defaultLocalModel, resume: sessionId });
  return took(await seen);
};

/** The product's own way after a process has died: its sandbox, its forwarder, its provider; without runner and database. */
const ownResume = async (sandbox: Sandbox, claude: string, service: RefusingService): Promise<number> => {
  const seen = service.nextSwitch();
  const provider = createClaudeCodeProvider({ binaryPath: claude, log: createLogger("runner", { level: "silent" }) });
  const baseUrl = sandbox.inside.gatewayUrl ?? "";
  const options = testingOptions({ sandbox, baseUrl, sessionId: randomUUID() });
  await provider.run({ ...options, model: defaultScriptedModel });
  await provider.run({
    ...options,
    account: { kind: "local", baseUrl, credential: "bench", contextTokens },
    model: defaultLocalModel,
    resume: true,
    prompt: goOn,
  });
  return took(await seen);
};

/**
 * From a limit's answer to the first byte of the other provider's: `switch` in the living process, through the whole
 * product (gateway, recorded switch in a durable database, walled sandbox), by its ledger; `switch-resume` with a new
 * process for the session. The models are scripted and answer at once: how long a real local model takes to load and to
 * read the prompt is no part of it.
 */
export const limitSwitch: Bench = async (say) => {
  const begun = new AsyncDisposableStack();
  const destroy = endsWithUs(() => begun.disposeAsync());
  try {
    const product = await startThrowAwayProduct({ variables: { SPIRAL_SCRIPTED_PACE_MS: "0" }, logLevel: "silent" });
    begun.defer(() => product.destroy());
    const played = await repeatedly(stories + 1, (index) => playLimitStory(product, 1_000 + index));
    const problems = played.flatMap((story) => story.problems);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    // During the first one the runner still tries its sandbox, and code is warmed up.
    const [, ...warm] = played;
    const live = warm.flatMap(({ switchMs }) => switchMs);

    const folder = mkdtempSync(path.join(tmpdir(), "spiral-bench-"));
    begun.defer(() => rmSync(folder, { recursive: true, force: true }));
    chmodSync(folder, 0o711);
    const claude = await installedClaude();
    const service = await startRefusingService(defaultLocalModel);
    begun.defer(() => service.close());
    const socket = path.join(folder, "gateway");
    const bySocket = createServer((request, response) => void service.server.emit("request", request, response));
    begun.defer(() => void bySocket.close());
    bySocket.listen({ path: socket, readableAll: true, writableAll: true });
    await once(bySocket, "listening");
    const walled = await openWalledSandbox(folder, { gateway: { kind: "socket", path: socket }, programs: [claude] });
    begun.defer(() => walled.end().then(() => undefined));
    const bare = await openBareSandbox(path.join(folder, "bare"));

    const turn = async () => ({
      bareLive: await bareLive(bare, claude, service),
      ownResume: await ownResume(walled, claude, service),
      bareResume: await bareResume(bare, claude, service),
    });
    // The first one warms up files and code, on both sides.
    await turn();
    const turns = await repeatedly(repetitions, turn);
    const bareLiveMs = median(turns.map((each) => each.bareLive));
    say(`${live.length} switches in living sessions: p95 ${percentile(live, 0.95).toFixed(0)} ms`);
    return [
      measurement({
        name: "switch",
        value: median(live),
        unit: "ms",
        against: { what: "the same switch of a bare Claude Code", value: bareLiveMs },
      }),
      measurement({
        name: "switch-resume",
        value: median(turns.map((each) => each.ownResume)),
        unit: "ms",
        against: {
          what: "a bare Claude Code that ends, and another that resumes its session",
          value: median(turns.map((each) => each.bareResume)),
        },
      }),
    ];
  } finally {
    await destroy();
  }
};
