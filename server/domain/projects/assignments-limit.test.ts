import { describe, expect, test } from "vitest";
import { transition } from "./project-machine.ts";
import { manyRequests } from "./request-budgets.fixture.ts";
import type { PhaseState, ProjectState, Signal } from "./project-state.ts";

const phase = (id: string, status: PhaseState["status"]): PhaseState => ({
  id,
  status,
  round: 0,
  goRound: 0,
  skipReason: null,
});

const given = (options: { phase: PhaseState["status"]; left: number }): ProjectState => ({
  status: "RUNNING",
  heldFrom: null,
  hold: null,
  toImport: false,
  approvePlan: false,
  maxRefinements: 3,
  assignmentsUsed: 3,
  maxAssignments: 3 + options.left,
  requestsLeft: manyRequests,
  needsRequestOf: null,
  nextAskId: "ask_limit",
  planPending: false,
  phases: [phase("a", options.phase), phase("b", "PENDING")],
});

const after = (state: ProjectState, signal: Signal) => {
  const result = transition(state, signal);
  if (!result.ok) throw new Error(result.reason);
  return {
    ...result.state,
    effects: result.effects.map((effect) => ("operation" in effect ? effect.operation : effect.type)),
  };
};

const refine: Signal = {
  type: "verdict_given",
  askId: "ask_1",
  verdict: {
    verdict: "refine",
    reason: "Red.",
    instruction: "Mend it.",
    question: null,
    noCheckReason: null,
  },
};

describe("the limit of Developer assignments", () => {
  const question = (state: ProjectState, signal: Signal) => {
    const result = transition(state, signal);
    return result.ok ? result.effects.find((effect) => effect.type === "ask_question") : undefined;
  };

  test("makes a question of a refinement that would go beyond it, and a person's word goes beyond it", () => {
    const state = given({ phase: "EVALUATING", left: 0 });
    expect(question(state, refine)?.question).toContain("sent off 3 times, which is as often as this project allows");
    const asked = after(state, refine);
    expect(asked).toMatchObject({ status: "WAITING", phases: [{ status: "ESCALATED" }, {}] });
    const on = after(asked, { type: "question_answered", decision: "refine", text: "Once more." });
    expect(on).toMatchObject({ status: "RUNNING", assignmentsUsed: 4, maxAssignments: 4, effects: ["IMPLEMENT"] });
  });

  test("asks before the next phase begins, and goes on with a grant or ends", () => {
    const asked = after(given({ phase: "ACCEPTING", left: 0 }), { type: "committed" });
    expect(asked).toMatchObject({
      status: "WAITING",
      hold: { reason: "question", askId: "ask_limit" },
      phases: [{ status: "ACCEPTED" }, { status: "PENDING" }],
      effects: ["ask_question", "admit"],
    });
    const answer = (decision: "accept" | "refine" | "stop") =>
      transition(asked, { type: "question_answered", decision, text: "x" });
    expect(answer("accept")).toMatchObject({
      ok: true,
      state: { status: "RUNNING", assignmentsUsed: 4, maxAssignments: 8 },
      effects: [{ operation: "IMPLEMENT", phaseId: "b", round: 0 }],
    });
    expect(answer("refine").ok).toBe(false);
    expect(answer("stop")).toMatchObject({ ok: true, state: { status: "FAILED" } });
  });

  test("leaves a project alone that has assignments left", () => {
    expect(after(given({ phase: "ACCEPTING", left: 1 }), { type: "committed" })).toMatchObject({
      status: "RUNNING",
      assignmentsUsed: 4,
      maxAssignments: 4,
    });
  });
});
