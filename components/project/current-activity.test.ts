import { expect, test } from "vitest";
import type { EventPayload, ProjectEvent } from "../../server/contract/events.ts";
import { currentActivity } from "./current-activity.ts";

const event = (sequence: number, payload: EventPayload, runId = "run_1"): ProjectEvent => ({
  projectId: "prj_1",
  sequence,
  at: new Date(sequence),
  phaseId: null,
  runId,
  attemptId: null,
  payload,
});
const called = (sequence: number, command: string, runId?: string) =>
  event(
    sequence,
    { type: "tool.called", toolUseId: `toolu_${sequence}`, name: "Bash", input: { command }, parentToolUseId: null },
    runId,
  );
const wrote = (sequence: number) => event(sequence, { type: "agent.wrote", blockId: "b", text: "So." });
const view = {
  activity: "Implementing phase 1: Greet · Write greet.test.js",
  doing: { runId: "run_1", words: "Implementing phase 1: Greet" },
  sequence: 10,
};

test("the newest tool call is the log's where that has gone beyond the view", () => {
  const events = [called(9, "ls"), called(11, "echo one"), called(12, "echo two"), wrote(13)];
  expect(currentActivity(view, { events })).toBe("Implementing phase 1: Greet · Bash echo two");
});

test("what the view includes, another run's call and a run that is over change nothing", () => {
  expect(currentActivity(view, null)).toBe(view.activity);
  expect(currentActivity(view, { events: [] })).toBe(view.activity);
  expect(currentActivity(view, { events: [called(9, "ls"), called(10, "ls"), wrote(11)] })).toBe(view.activity);
  expect(currentActivity(view, { events: [called(11, "echo", "run_2")] })).toBe(view.activity);
  const paused = { ...view, activity: "Paused", doing: null };
  expect(currentActivity(paused, { events: [called(11, "echo")] })).toBe("Paused");
});
