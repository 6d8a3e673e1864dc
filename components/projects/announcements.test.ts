import { describe, expect, it } from "vitest";
import { announcementsBetween } from "./announcements.ts";
import { projectCard } from "./project-card-fixture.ts";

const running = projectCard({ id: "a", title: "Ants" });

describe("announcementsBetween", () => {
  it("says what is now asked of somebody", () => {
    const asking = projectCard({ ...running, status: "AWAITING_PLAN_APPROVAL", activity: "Approve the plan." });
    expect(announcementsBetween([running], [asking])).toEqual(["Ants needs you: Approve the plan."]);
    expect(announcementsBetween([asking], [asking])).toEqual([]);
  });

  it("says that a project has ended, and how", () => {
    expect(announcementsBetween([running], [projectCard({ ...running, status: "SUCCEEDED" })])).toEqual(["Ants: Done"]);
    expect(announcementsBetween([running], [projectCard({ ...running, status: "FAILED" })])).toEqual(["Ants: Failed"]);
  });

  it("keeps quiet about everything else", () => {
    expect(announcementsBetween([running], [projectCard({ ...running, activity: "Reviewing phase 2" })])).toEqual([]);
    expect(announcementsBetween([], [running])).toEqual([]);
    expect(announcementsBetween([running], [])).toEqual([]);
  });
});
