import { describe, expect, it } from "vitest";
import { auditActions, auditGroups, type AuditDetail } from "./audit.ts";
import { auditSentence, groupOf, nobodyWords } from "./audit-words.ts";

const say = (action: string, detail: AuditDetail = {}, subject: { id?: string; name?: string } = {}) =>
  auditSentence({ action, detail, subjectId: subject.id ?? null, subjectName: subject.name ?? null });

describe("an entry in words", () => {
  it("is a sentence for every action, also where nothing is known but that, and of a group", () => {
    for (const action of auditActions) {
      expect([action, say(action)]).toEqual([action, expect.stringMatching(/^[A-Z][^]*[^.\s]$/)]);
      expect(say(action)).not.toMatch(/undefined|null|\[object/);
      expect(Object.keys(auditGroups)).toContain(groupOf(action));
    }
    expect(new Set(auditActions.map(groupOf)).size).toBe(Object.keys(auditGroups).length);
  });

  it("says what changed, for whom, and why", () => {
    expect(say("user.role_changed", { from: "MEMBER", to: "VIEWER" }, { name: "Grace" })).toBe(
      "Changed the role of Grace from member to viewer",
    );
    expect(say("setting.changed", { from: 8, to: 3 }, { id: "limits.activeProjects" })).toBe(
      "Changed how many projects are at work at once from 8 to 3",
    );
    expect(say("setting.changed", { from: null, to: 2_500_000 }, { id: "budgets.projectDefaultMicros" })).toBe(
      "Changed the budget of a new project from no limit to $2.50",
    );
    expect(say("setting.changed", { from: "{}", to: "{…}" }, { id: "models.byComplexity" })).toBe(
      "Changed the models by complexity",
    );
    expect(say("setting.changed", { from: 1, to: 2 }, { id: "of.another.version" })).toBe(
      "Changed the setting of.another.version from 1 to 2",
    );
    expect(say("ask.answered", { kind: "permission", decision: "deny" })).toBe("Permission: denied it");
    expect(say("phase.steered", { action: "skip", text: "not needed" })).toBe("Had a phase left out: “not needed”");
    expect(say("budget.changed", { scope: "PROJECT", period: "TOTAL", from: null, to: 2_500_000 })).toBe(
      "Changed a budget (project, total) from no limit to $2.50",
    );
    expect(say("project.shared", { userId: "usr", from: null, to: "STEER" }, { name: "Grace" })).toBe(
      "Shared with Grace to steer and answer",
    );
    expect(say("provider.switched", { from: "claude-x", to: "qwen", reason: "spend_limit" })).toBe(
      "Switched from claude-x to qwen (spend limit)",
    );
  });

  it("is the bare action where another version wrote it", () => {
    expect(say("project.teleported")).toBe("project.teleported");
    expect([nobodyWords("sign_in.failed"), nobodyWords("provider.switched")]).toEqual(["Unknown", "Spiral"]);
  });
});
