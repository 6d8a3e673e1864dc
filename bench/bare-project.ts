import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { assignments, type AgentOperation } from "../server/agents/registry.ts";
import { createAnthropicProvider } from "../server/providers/anthropic/provider.ts";
import { scriptedBaseUrl } from "../server/providers/scripted/base-url.ts";
import { defaultScriptedModel } from "../server/providers/scripted/models.ts";
import { runBareClaude } from "./bare-claude.ts";
import { timed } from "./measurement.ts";

/** One thing that an agent was asked to do, with the very prompt that the product gave it. */
export interface AgentCall {
  readonly operation: AgentOperation;
  readonly phaseIndex: number;
  readonly round: number;
  readonly prompt: string;
}

export interface TimedCall extends AgentCall {
  readonly ms: number;
}

/** A scenario's answers do not take minutes. */
const timeoutMs = 60_000;

/**
 * The same CLI sessions and the same analysis calls, one directly after the other, in a folder of their own: no
 * database, no checks, no git, no lines parsed. What is left is what the work itself takes.
 */
export const playBare = async (
  calls: readonly AgentCall[],
  { serverUrl, scenario }: { readonly serverUrl: string; readonly scenario: string },
): Promise<TimedCall[]> => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-bench-bare-"));
  const messagesApi = createAnthropicProvider();
  const play = async ({ operation, phaseIndex, round, prompt }: AgentCall): Promise<unknown> => {
    const baseUrl = scriptedBaseUrl({ serverUrl, scenario, operation, phaseIndex, round });
    if (operation === "IMPLEMENT") return runBareClaude({ baseUrl, prompt, folder });
    const { system, outputSchema: schema, maxOutputTokens } = assignments[operation];
    const result = await messagesApi.analyse<typeof schema>({
      account: { kind: "scripted", baseUrl, credential: "scripted" },
      model: defaultScriptedModel,
      system,
      prompt,
      schema,
      maxOutputTokens,
      signal: new AbortController().signal,
      timeoutMs,
      sandbox: null,
      ownTools: null,
      onDelta: () => Promise.resolve(),
    });
    if (result.outcome !== "completed") throw new Error(`The bare ${operation} ended as ${result.outcome}.`);
    return result;
  };
  try {
    const done: TimedCall[] = [];
    for (const call of calls) done.push({ ...call, ms: await timed(() => play(call)) });
    return done;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
