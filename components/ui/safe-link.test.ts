import { describe, expect, it } from "vitest";
import { safeLink } from "./safe-link.ts";

describe("safeLink", () => {
  it.each([
    ["https://example.com/a?b#c", "https://example.com/a?b#c"],
    ["HTTP://Example.com", "http://example.com/"],
    ["mailto:a@example.com", "mailto:a@example.com"],
  ])("keeps %s", (href, target) => {
    expect(safeLink(href)).toBe(target);
  });

  it.each([
    undefined,
    "",
    "/settings",
    "//example.com",
    "#top",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://a/b",
  ])("refuses %j", (href) => {
    expect(safeLink(href)).toBeNull();
  });
});
