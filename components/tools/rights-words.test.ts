import { expect, it } from "vitest";
import type { ToolRights } from "#server/contract/tools";
import { rightLines } from "./rights-words.ts";

const narrow: ToolRights = { files: "none", hosts: ["api.example.org"], seconds: 10, memoryMb: 128 };
const wider = (rights: ToolRights, before: ToolRights | null) =>
  rightLines(rights, before)
    .filter((line) => line.wider)
    .map(({ words }) => words);

it("says every right in words", () => {
  expect(rightLines(narrow, null).map(({ words }) => words)).toEqual([
    "sees none of the project's files",
    "may reach api.example.org",
    "10 s for each call",
    "128 MB of memory",
  ]);
  expect(rightLines({ ...narrow, hosts: [] }, null)[1]?.words).toBe("reaches nobody over the network");
});

it("marks each right that goes beyond the version in use, and no other", () => {
  expect(wider(narrow, null)).toEqual([]);
  expect(wider(narrow, narrow)).toEqual([]);
  expect(
    wider({ files: "read", hosts: ["api.example.org", "evil.example"], seconds: 11, memoryMb: 256 }, narrow),
  ).toEqual(["reads the project's files", "may reach evil.example", "11 s for each call", "256 MB of memory"]);
  expect(wider({ ...narrow, hosts: [] }, { ...narrow, files: "write", seconds: 120, memoryMb: 1_024 })).toEqual([]);
});
