import { expect, test } from "vitest";
import type { ProviderErrorClass } from "../../contract/errors.ts";
import type { AttemptResult } from "../../domain/runs/index.ts";
import { saysOfService } from "./says-of-service.ts";

const failed = (cls: ProviderErrorClass): AttemptResult => ({
  type: "failed",
  error: { class: cls, message: "It failed.", httpStatus: null, retryAfterMs: null, resetsAt: null },
});
const asksPermission: AttemptResult = { type: "asks_permission", toolUseId: "toolu_1", toolName: "Bash", input: {} };

// The whole time spent in a tool that was asked for before; a call that hangs; calls that were answered.
test.each([
  ["out of time or turns", failed("run_limit"), [false, false, true]],
  ["a silence", failed("timeout"), [false, true, true]],
  ["no connection", failed("network"), [false, true, true]],
  ["a conversation that Claude Code itself finds too long", failed("context_too_long"), [false, true, true]],
  ["a limit", failed("quota"), [false, true, true]],
  ["an account that Claude Code itself does not let in", failed("authentication"), [true, true, true]],
  ["a question to a person", asksPermission, [false, false, true]],
] as const)("%s says something of the service only where it was asked, or has answered", (_, result, says) => {
  const rooms = [
    { hasAsked: () => false, hasAnswered: () => false },
    { hasAsked: () => true, hasAnswered: () => false },
    { hasAsked: () => true, hasAnswered: () => true },
  ];
  expect(rooms.map((room) => saysOfService(result, room))).toEqual(says);
});
