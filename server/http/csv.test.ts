import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.ts";

describe("csvLine", () => {
  it("keeps numbers, and what is not there empty", () => {
    expect(csvLine([1, -2.5, true, null, "plain"])).toBe("1,-2.5,true,,plain\r\n");
  });

  it.each([
    ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
    ["+1", "'+1"],
    ["-1+1", "'-1+1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", `"'\r=1"`],
    ["\n=1", `"'\n=1"`],
    ["a=1", "a=1"],
    ['say "hi"', '"say ""hi"""'],
    ["a,b", '"a,b"'],
    ["two\nlines", '"two\nlines"'],
  ])("writes %j so that no spreadsheet calculates with it", (text, written) => {
    expect(csvLine([text])).toBe(`${written}\r\n`);
  });
});
