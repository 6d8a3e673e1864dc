import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffLines } from "./line-diff.ts";
import { replacementsOf, resultWords, summariseTool, toolLabel } from "./tool-summary.ts";

describe("a tool call in one line", () => {
  it("names what it acts on", () => {
    expect(summariseTool("Bash", { command: "node --test\nls", description: "Run the tests" })).toEqual({
      kind: "shell",
      target: "node --test",
    });
    expect(summariseTool("Edit", { file_path: "/data/workspaces/prj_01jd/files/src/slug.js" })).toEqual({
      kind: "edit",
      target: "src/slug.js",
    });
    expect(summariseTool("Grep", { pattern: "TODO", path: "src" })).toEqual({ kind: "search", target: "TODO" });
    expect(summariseTool("TaskUpdate", { taskId: "2", status: "in_progress" }).target).toBe("#2 in progress");
    expect(summariseTool("mcp__files__read_one", {})).toEqual({ kind: "mcp", target: "" });
    expect(toolLabel("mcp__files__read_one")).toBe("files: read_one");
    expect(toolLabel("Read")).toBe("Read");
  });

  it("believes no input", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("Bash", "Edit", "MultiEdit", "Read", "Write", "constructor", "Nope"),
        fc.jsonValue(),
        (name, input) => {
          expect(typeof summariseTool(name, input).target).toBe("string");
          expect(Array.isArray(replacementsOf(input))).toBe(true);
          resultWords(name, input, "");
        },
      ),
    );
  });

  it("says how much came back", () => {
    expect(resultWords("Read", {}, "a\nb\n")).toBe("2 lines");
    expect(resultWords("Bash", {}, "")).toBe("no output");
    expect(resultWords("Write", { content: "x" }, "File created")).toBe("1 line");
    expect(resultWords("Edit", {}, "ok")).toBeNull();
  });

  it("reads replacements of one and of many", () => {
    expect(replacementsOf({ old_string: "a", new_string: "b" })).toEqual([{ before: "a", after: "b" }]);
    expect(replacementsOf({ edits: [{ old_string: "a", new_string: "b" }, { old_string: 1 }] })).toEqual([
      { before: "a", after: "b" },
    ]);
  });
});

describe("the difference of two texts", () => {
  it("keeps what is the same", () => {
    expect(diffLines("a\nb\nc", "a\nx\nc").map(({ kind, text }) => `${kind[0]}${text}`)).toEqual([
      "sa",
      "rb",
      "ax",
      "sc",
    ]);
    expect(diffLines("", "new")).toEqual([{ kind: "added", text: "new" }]);
  });

  it("gives back both texts", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const side = (without: string) =>
          lines
            .filter((line) => line.kind !== without)
            .map((line) => line.text)
            .join("\n");
        expect(side("added")).toBe(before);
        expect(side("removed")).toBe(after);
      }),
    );
  });
});
