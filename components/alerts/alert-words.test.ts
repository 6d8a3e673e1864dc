import { describe, expect, it } from "vitest";
import { alertWords, endWords } from "./alert-words.ts";

describe("alerts in words", () => {
  it("lead to where something can be done about them", () => {
    const budget = { scope: "INSTALLATION", subjectId: "", period: "DAY" } as const;
    const marked = { mark: 50, budget, subject: "", limitMicros: 2, spentMicros: 1 } as const;
    expect(alertWords({ kind: "unpriced", model: "claude-nobody-1", speed: null, calls: 2 }).href).toBe(
      "/settings/prices",
    );
    expect(alertWords({ kind: "ledger_drift", drift: 1 }).href).toBe("/health");
    expect(alertWords({ kind: "budget_mark", ...marked }).href).toBe("/settings/budgets");
  });

  it("say how it stands with failing calls, and do not call over what nobody can tell", () => {
    const rate = { kind: "error_rate", failed: 3, calls: 40, minutes: 15, thresholdPercent: 5 } as const;
    expect(alertWords({ ...rate, state: "failing" }).advice).toContain("More than 5 %.");
    expect(alertWords({ ...rate, failed: 2, state: "failing" }).advice).toContain("It was more than 5 %");
    expect(alertWords({ ...rate, state: "too_few_calls" }).advice).toContain("too few calls");
    expect(endWords({ ...rate, state: "recovered" })).toEqual({ words: "Over.", isGood: true });
    expect(endWords({ ...rate, state: "too_few_calls" }).isGood).toBe(false);
  });

  it("name the fast mode where only its price is missing", () => {
    const title = (speed: "fast" | null) => alertWords({ kind: "unpriced", model: "m-1", speed, calls: 2 }).title;
    expect([title(null), title("fast")]).toEqual([
      "The price of m-1 is not known: 2 calls in 24 hours",
      "The price of m-1 in fast mode is not known: 2 calls in 24 hours",
    ]);
  });
});
