import { describe, expect, it } from "vitest";
import { alertWords } from "./alert-words.ts";

describe("alerts in words", () => {
  it("lead to where something can be done about them", () => {
    const budget = { scope: "INSTALLATION", subjectId: "", period: "DAY" } as const;
    const marked = { mark: 50, budget, subject: "", limitMicros: 2, spentMicros: 1 } as const;
    expect(alertWords({ kind: "unpriced", model: "claude-nobody-1", calls: 2 }).href).toBe("/settings/prices");
    expect(alertWords({ kind: "ledger_drift", drift: 1 }).href).toBe("/health");
    expect(alertWords({ kind: "budget_mark", ...marked }).href).toBe("/settings/budgets");
  });
});
