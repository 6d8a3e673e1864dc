import { expect, test } from "vitest";
import type { CliLine } from "./cli-lines.ts";
import { UsageTally, usageSince } from "./usage.ts";

const total = (factor: number) => ({
  inputTokens: 10 * factor,
  outputTokens: 20 * factor,
  cacheReadInputTokens: 5 * factor,
  cacheCreationInputTokens: 8 * factor,
  cacheCreationEphemeral1hInputTokens: 3 * factor,
  costUSD: 0.000_123 * factor,
});

test("counts what is new since the last total, model by model", () => {
  expect(usageSince({ a: total(1), b: total(2) }, { a: total(3), b: total(2), c: total(1) }, true)).toEqual([
    {
      model: "a",
      inputUncached: 20,
      cacheRead: 10,
      cacheWrite5m: 10,
      cacheWrite1h: 6,
      output: 40,
      reportedCostMicros: 246,
    },
    {
      model: "c",
      inputUncached: 10,
      cacheRead: 5,
      cacheWrite5m: 5,
      cacheWrite1h: 3,
      output: 20,
      reportedCostMicros: 123,
    },
  ]);
});

test("never counts below zero, and invents no cost", () => {
  expect(usageSince({ a: total(5) }, { a: total(1) }, true)).toEqual([]);
  expect(usageSince({}, { a: total(1) }, false)[0]?.reportedCostMicros).toBeNull();
});

test("a write without a known duration counts as one for five minutes", () => {
  const { cacheCreationEphemeral1hInputTokens: _, ...unknown } = total(1);
  expect(usageSince({}, { a: unknown }, false)[0]).toMatchObject({ cacheWrite5m: 8, cacheWrite1h: 0 });
});

test("tallies the streamed messages, the last figure of each counting", () => {
  const tally = new UsageTally();
  const stream = (event: Extract<CliLine, { type: "stream_event" }>["event"]): void =>
    tally.see({ type: "stream_event", event, parent_tool_use_id: null });
  stream({
    type: "message_start",
    message: { id: "m1", model: "a", usage: { input_tokens: 10, output_tokens: 1, cache_read_input_tokens: 4 } },
  });
  stream({ type: "message_delta", usage: { output_tokens: 30, input_tokens: null } });
  tally.see({
    type: "assistant",
    message: { id: "m1", model: "a", content: [], usage: { input_tokens: 10, output_tokens: 1 } },
    parent_tool_use_id: null,
  });
  // Claude Code's own words about an error are no model's.
  tally.see({
    type: "assistant",
    message: { id: "e", model: "<synthetic>", content: [], usage: {} },
    parent_tool_use_id: null,
    error: "unknown",
  });
  // A subagent's message is not streamed.
  tally.see({
    type: "assistant",
    message: { id: "s1", model: "b", content: [], usage: { input_tokens: 7, output_tokens: 2 } },
    parent_tool_use_id: "t",
  });
  expect(tally.totals()).toMatchObject([
    { model: "a", inputUncached: 10, cacheRead: 4, output: 30, reportedCostMicros: null },
    { model: "b", inputUncached: 7, output: 2 },
  ]);
});
