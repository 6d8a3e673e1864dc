import { describe, expect, test } from "vitest";
import { readCliLine } from "./cli-lines.ts";
import { readLines, type Line } from "./lines.ts";

const linesOf = async (chunks: readonly (string | Buffer)[], maxBytes = 100): Promise<Line[]> => {
  const stream = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  const found: Line[] = [];
  for await (const line of readLines(stream, maxBytes)) found.push(line);
  return found;
};
const line = (text: string): Line => ({ kind: "line", text });

describe("readLines", () => {
  test("joins what comes in pieces, also within a character, and skips empty lines", async () => {
    const bytes = Buffer.from("café\n");
    expect(await linesOf([bytes.subarray(0, 4), bytes.subarray(4), "\n\na\nb", "c"])).toEqual([
      line("café"),
      line("a"),
      line("bc"),
    ]);
    expect(await linesOf([])).toEqual([]);
  });

  test("tells the length of a line that is too long, and goes on after it", async () => {
    const long = "x".repeat(70);
    const found = await linesOf([long, long, `${long}\nnext\n`]);
    expect(found).toEqual([{ kind: "too_long", bytes: 210, start: "x".repeat(100) }, line("next")]);
  });

  test("a line of just the limit is kept", async () => {
    expect(await linesOf([`${"x".repeat(100)}\n`])).toEqual([line("x".repeat(100))]);
  });
});

describe("readCliLine", () => {
  test.each([
    ["", "garbage"],
    ["{", "garbage"],
    ["null", "garbage"],
    ['"text"', "garbage"],
    ['{"type":1}', "garbage"],
    ['{"type":"control_request","request_id":"1"}', "control"],
    ['{"type":"system","subtype":"brand_new"}', "unknown"],
    ['{"type":"user","message":{"content":7}}', "unknown"],
    ['{"type":"result"}', "broken_result"],
    ['{"type":"system","subtype":"compact_boundary"}', "event"],
    ['{"__proto__":{"type":"result"}}', "garbage"],
  ])("%j is %s", (text, kind) => {
    expect(readCliLine(text).kind).toBe(kind);
  });
});
