import { describe, expect, it } from "vitest";
import { markedPieces } from "./marked-text.ts";

const place = (certainty: "high" | "low", start: number, end: number) => ({ certainty, span: { start, end } });

describe("markedPieces", () => {
  it("cuts a text at its marks and loses nothing of it", () => {
    const pieces = markedPieces("abcdefghij", [place("low", 7, 9), place("high", 2, 4)]);
    expect(pieces.map(({ text, mark }) => [text, mark])).toEqual([
      ["ab", null],
      ["cd", "high"],
      ["efg", null],
      ["hi", "low"],
      ["j", null],
    ]);
    expect(pieces.map(({ start }) => start)).toEqual([0, 2, 4, 7, 9]);
  });

  it.each([
    [[], "abcdef"],
    [[place("high", 0, 6)], "ABCDEF"],
    [[place("low", 1, 5), place("high", 1, 3)], "aBCdef"],
    [[place("high", 1, 3), place("high", 2, 5)], "aBCDEf"],
    [[place("high", 4, 99), place("low", 50, 60)], "abcdEF"],
  ])("of places that overlap or lie outside: %j", (places, shown) => {
    const pieces = markedPieces("abcdef", places);
    expect(pieces.map(({ text, mark }) => (mark === "high" ? text.toUpperCase() : text)).join("")).toBe(shown);
  });
});
