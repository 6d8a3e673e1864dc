import { expect, test } from "vitest";
import { CappedOutput } from "./capped-output.ts";

const kept = (maxBytes: number, chunks: readonly string[]): string => {
  const output = new CappedOutput(maxBytes);
  for (const chunk of chunks) output.add(Buffer.from(chunk));
  return output.text();
};

test("keeps a short text whole, however it comes", () => {
  expect(kept(10, ["abc", "", "defg", "hij"])).toBe("abcdefghij");
});

test("keeps beginning and end of a long one and says what is missing", () => {
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const expected = "abc\n… 20 bytes left out …\nxyz";
  expect(kept(6, [letters])).toBe(expected);
  expect(kept(6, letters.split(""))).toBe(expected);
});

test("holds no more than its limit of an endless one", () => {
  const output = new CappedOutput(1_000);
  const chunk = Buffer.alloc(64 * 1024, "x");
  for (let round = 0; round < 2_000; round += 1) output.add(chunk);
  expect(output.totalBytes).toBe(2_000 * 64 * 1024);
  expect(output.text().length).toBeLessThan(1_100);
});
