import { describe, expect, it } from "vitest";
import type { Hold } from "#server/contract/statuses";
import { byColumn, columnOf, needsSomeone } from "./board-columns.ts";
import { projectCard } from "./project-card-fixture.ts";

const quota: Hold = { reason: "quota", until: "2026-11-20T14:30:00Z", message: "Limit" };
const question: Hold = { reason: "question", askId: "ask_1" };

describe("columnOf", () => {
  it("calls for somebody when only a person can go on", () => {
    expect(columnOf("WAITING", question)).toBe("needs-you");
    expect(columnOf("WAITING", { reason: "provider", message: "", fix: "" })).toBe("needs-you");
    expect(columnOf("AWAITING_PLAN_APPROVAL", null)).toBe("needs-you");
  });

  it("does not call for anybody when a limit ends by itself", () => {
    expect(columnOf("WAITING", quota)).toBe("running");
    expect(needsSomeone({ status: "WAITING", hold: quota, pendingAsks: 0 })).toBe(false);
  });

  it("calls for somebody when an ask is open, whatever the state", () => {
    expect(needsSomeone({ status: "RUNNING", hold: null, pendingAsks: 1 })).toBe(true);
  });
});

describe("byColumn", () => {
  it("keeps every project, once, in the order given", () => {
    const projects = [
      projectCard({ id: "a" }),
      projectCard({ id: "b", status: "SUCCEEDED" }),
      projectCard({ id: "c", status: "REPORTING" }),
      projectCard({ id: "d", status: "CANCELLED" }),
      projectCard({ id: "e", status: "DRAFT" }),
    ];
    const columns = byColumn(projects);
    expect(columns.running.map(({ id }) => id)).toEqual(["a", "c"]);
    expect(Object.values(columns).flat()).toHaveLength(projects.length);
  });
});
