import { expect, test } from "vitest";
import { composeMessage, isSameLine, keepComments, readComments, type LineComment } from "./line-comment.ts";

const comment = (part: Partial<LineComment> = {}): LineComment => ({
  id: 1,
  path: "src/a.ts",
  phaseId: "phs_1",
  line: 12,
  removed: false,
  quote: "  const a = 1;",
  text: "Use a name that says what it is.",
  ...part,
});

test("the comments go with the message, each with its place and the line that it is about", () => {
  expect(
    composeMessage("Two things.", [comment(), comment({ line: 3, removed: true, quote: "old", text: "Why? " })]),
  ).toBe(
    [
      "Two things.",
      "Comments on the changes:",
      "src/a.ts:12\n> const a = 1;\nUse a name that says what it is.",
      "src/a.ts:3, which was removed\n> old\nWhy?",
    ].join("\n\n"),
  );
  expect(composeMessage(" ", [comment()])).toMatch(/^A comment on the changes:\n\nsrc\/a\.ts:12\n/);
  expect(composeMessage("As it is. ", [])).toBe("As it is. ");
});

test("a quoted line hides nothing and is not endless", () => {
  expect(composeMessage("", [comment({ quote: "a\u202Eb" })])).not.toContain("\u202E");
  expect(composeMessage("", [comment({ quote: "x".repeat(5_000) })]).length).toBeLessThan(500);
});

test("a comment is about one line of one file in one phase", () => {
  const place = { path: "src/a.ts", phaseId: "phs_1", line: 12, removed: false };
  expect(isSameLine(comment(), place)).toBe(true);
  for (const other of [{ line: 13 }, { removed: true }, { path: "b" }, { phaseId: "phs_2" }])
    expect(isSameLine(comment(), { ...place, ...other })).toBe(false);
});

test("what cannot be read from the browser's storage counts as not there", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  keepComments(storage, "prj_1", [comment()]);
  expect(readComments(storage, "prj_1")).toEqual([comment()]);
  expect(readComments(storage, "prj_2")).toEqual([]);
  kept.set("spiral.comments.prj_1", '[{"path":1}]');
  expect(readComments(storage, "prj_1")).toEqual([]);
  kept.set("spiral.comments.prj_1", "{");
  expect(readComments(storage, "prj_1")).toEqual([]);
  keepComments(storage, "prj_1", []);
  expect(kept.size).toBe(0);
});
