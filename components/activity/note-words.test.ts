import { expect, test } from "vitest";
import type { Hold } from "../../server/contract/statuses.ts";
import { noteWords } from "./note-words.ts";

test("a wait is told with its time, and in words that stay true when it is over", () => {
  const at = new Date(2026, 10, 30, 12, 0);
  const quota: Hold = { reason: "quota", until: new Date(2026, 10, 30, 12, 10).toISOString(), message: "Used up." };
  const told = (hold: Hold) =>
    noteWords({ type: "project.status_changed", from: "RUNNING", to: "WAITING", hold }, at).text;
  expect(told(quota)).toBe("Waiting for quota until 12:10");
  // What is tried then may fail again.
  expect(told({ ...quota, outage: true })).toBe("Waiting for Claude: tried again at 12:10");
  expect(told({ ...quota, tried: true })).toBe("Waiting for quota: another project had until 12:10 to try Claude");
  expect(told({ ...quota, tried: true, outage: true })).toBe(
    "Waiting for Claude: another project had until 12:10 to try it",
  );
});

test("what comes within a minute has its seconds", () => {
  const at = new Date(2026, 10, 30, 12, 0, 3);
  const told = (until: Date) =>
    noteWords(
      {
        type: "provider.switched",
        from: { provider: "anthropic_api", model: "claude-sonnet-5-5" },
        to: { provider: "ollama", model: "coder:30b" },
        reason: "quota",
        until: until.toISOString(),
        lastedMs: null,
      },
      at,
    ).detail;
  expect(told(new Date(2026, 10, 30, 12, 0, 41))).toBe("Claude is tried again in 38 s.");
  expect(told(new Date(2026, 10, 30, 12, 10))).toBe("Claude is tried again at 12:10.");
});
