import { expect, test } from "vitest";
import { agentStates, type AgentFacts } from "./agent-states.ts";

const none = { used: 0, limit: 1 };
const requests = { PROJECT_MANAGER: none, DEVELOPER: { used: 2, limit: 3 }, QUALITY_ASSURANCE: none };

const states = (facts: Partial<AgentFacts>) =>
  Object.fromEntries(
    agentStates({ status: "RUNNING", hold: null, openRun: null, requests, ...facts }).map(({ role, state }) => [
      role,
      state,
    ]),
  );

test.each<[string, Partial<AgentFacts>, Record<string, string>]>([
  ["nobody works between two runs", {}, { PROJECT_MANAGER: "idle", DEVELOPER: "idle", QUALITY_ASSURANCE: "idle" }],
  [
    "the run's agent is active",
    { openRun: { operation: "REVIEW", status: "RUNNING" } },
    { QUALITY_ASSURANCE: "active", DEVELOPER: "idle" },
  ],
  [
    "a run that nobody has taken yet",
    { openRun: { operation: "REVIEW", status: "QUEUED" } },
    { QUALITY_ASSURANCE: "idle" },
  ],
  [
    "a permission is asked",
    { status: "WAITING", openRun: { operation: "IMPLEMENT", status: "WAITING" } },
    { DEVELOPER: "waiting" },
  ],
  [
    "the runner's own checks are no agent's",
    { openRun: { operation: "CHECK", status: "RUNNING" } },
    { DEVELOPER: "idle" },
  ],
  [
    "a question to the human",
    { status: "WAITING", hold: { reason: "question", askId: "ask_1" } },
    { PROJECT_MANAGER: "escalated", DEVELOPER: "idle" },
  ],
])("%s", (_name, facts, expected) => {
  expect(states(facts)).toMatchObject(expected);
});

test("each agent has its own requests", () => {
  const agents = agentStates({ status: "RUNNING", hold: null, openRun: null, requests });
  expect(agents.map(({ requests: { used } }) => used)).toEqual([0, 2, 0]);
});
