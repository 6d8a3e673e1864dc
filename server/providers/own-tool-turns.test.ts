import { describe, expect, test } from "vitest";
import { ReviewOutput } from "../contract/outputs.ts";
import { ToolRequest } from "../contract/tool-requests.ts";
import { requestTool } from "../contract/tools.ts";
import { z } from "zod";
import { createAnthropicProvider } from "./anthropic/provider.ts";
import { setUpAgent } from "./claude-code/testing-agent.ts";
import { createOllamaProvider } from "./ollama/provider.ts";
import type { AnalysisOptions, AnalysisResult, ToolDecision, ToolUse } from "./provider.ts";
import { baseUrlOf, startServer } from "./scripted/api-client.fixture.ts";
import { defaultScriptedModel } from "./scripted/models.ts";
import { defaultLocalModel } from "./scripted/ollama/local-models.ts";
import { findScenario } from "./scripted/scenarios/registry.ts";

type Options = AnalysisOptions<typeof ReviewOutput>;
type Review = AnalysisResult<ReviewOutput>;

const tools = [
  {
    name: requestTool,
    description: "Asks for a tool.",
    inputSchema: z.toJSONSchema(ToolRequest, { target: "draft-7", io: "input" }),
  },
];
const common = {
  system: "You review.",
  prompt: "Review.",
  schema: ReviewOutput,
  maxOutputTokens: 8_000,
  signal: new AbortController().signal,
  timeoutMs: 60_000,
  onDelta: async () => {},
};
const scope = { scenario: "review-asks-for-tool", operation: "REVIEW" } as const;
const story = findScenario(scope.scenario)?.phases[0]?.rounds[0];

/** The three ways in which QA is asked: all by the same story. */
const ways: Record<string, (ownTools: Options["ownTools"]) => Promise<Review>> = {
  "the Messages API": async (ownTools) => {
    const baseUrl = baseUrlOf(await startServer(), scope);
    const account = { kind: "api_key", baseUrl, addresses: "any", credential: "key-of-a-test" } as const;
    const provider = createAnthropicProvider();
    return provider.analyse({ ...common, account, model: defaultScriptedModel, ownTools, sandbox: null });
  },
  Ollama: async (ownTools) => {
    const baseUrl = baseUrlOf(await startServer(), scope);
    const account = { kind: "local", baseUrl, addresses: "any", credential: null } as const;
    const provider = createOllamaProvider();
    return provider.analyse({ ...common, account, model: defaultLocalModel, ownTools, sandbox: null });
  },
  "the real Claude Code": async (ownTools) => {
    const { provider, sandbox } = await setUpAgent();
    const baseUrl = baseUrlOf(await startServer(), scope);
    const account = { kind: "subscription", baseUrl, credential: "oauth-token" } as const;
    return provider.analyse({ ...common, account, model: defaultScriptedModel, ownTools, sandbox });
  },
};

describe.each(Object.entries(ways))("an analysis through %s", (_, analyse) => {
  const deciding = async (decision: ToolDecision) => {
    const asked: ToolUse[] = [];
    const decide = async (toolUse: ToolUse): Promise<ToolDecision> => {
      asked.push(toolUse);
      return decision;
    };
    return { result: await analyse({ tools, decide }), asked };
  };

  test("calls a tool of ours and answers when it knows what that gives back", async () => {
    const { result, asked } = await deciding({ decision: "answer", text: "There is none." });
    expect(result).toMatchObject({ outcome: "completed", output: story?.review });
    expect(asked).toMatchObject([{ name: requestTool, input: story?.reviewAsksFor }]);
  });

  test("answers without it where it is refused", async () => {
    const { result, asked } = await deciding({ decision: "deny", message: "Not now." });
    expect(result).toMatchObject({ outcome: "completed", output: story?.review });
    expect(asked).toHaveLength(1);
  });

  test("ends where a person is to decide first", async () => {
    const { result } = await deciding({ decision: "defer" });
    expect(result).toMatchObject({
      outcome: "deferred",
      toolUse: { name: requestTool, input: story?.reviewAsksFor },
    });
    expect(result.usage.length).toBeGreaterThan(0);
  });

  test("has no such tool where it is given none", async () => {
    expect(await analyse(null)).toMatchObject({ outcome: "completed", output: story?.review });
  });
});

test("what a tool gives back is not sent to a local model for which it is too long", async () => {
  const server = await startServer();
  const account = {
    kind: "local",
    baseUrl: baseUrlOf(server, scope),
    addresses: "any",
    credential: null,
    analysisTokens: 8_000,
  } as const;
  const decide = async (): Promise<ToolDecision> => ({ decision: "answer", text: "word ".repeat(7_000) });
  const ownTools = { tools, decide };
  const asking = { ...common, account, model: defaultLocalModel, ownTools, sandbox: null };
  expect(await createOllamaProvider().analyse(asking)).toMatchObject({
    outcome: "failed",
    error: { class: "context_too_long" },
    usage: [{}],
  });
  expect(server.tally({}).calls).toBe(1);
});
