import { describe, expect, it } from "vitest";
import { safeNextPath } from "./next-path.ts";

describe("safeNextPath", () => {
  it("keeps a path of the dashboard with its query", () => {
    expect(safeNextPath("/projects?view=list&q=a")).toBe("/projects?view=list&q=a");
  });

  it.each([
    null,
    undefined,
    "",
    "projects",
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
  ])("gives the start page for %j", (wanted) => {
    expect(safeNextPath(wanted)).toBe("/projects");
  });
});
