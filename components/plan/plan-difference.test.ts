import { expect, test } from "vitest";
import type { PlannedPhase } from "../../server/contract/outputs.ts";
import { comparePhases } from "./plan-difference.ts";

const phase = (title: string, more: Partial<PlannedPhase> = {}): PlannedPhase => ({
  title,
  kind: "build",
  goal: `${title} is done.`,
  acceptanceCriteria: [`${title} works`, "All tests pass"],
  expectedArtefacts: [],
  ...more,
});
const [a, b, c] = [phase("A"), phase("B"), phase("C")];
const outline = (before: readonly PlannedPhase[], after: readonly PlannedPhase[]) =>
  comparePhases(before, after).map(({ kind, title, from, to }) => `${kind} ${title} ${from ?? "-"}>${to ?? "-"}`);

test.each([
  ["the same plan", [a, b], [a, b], ["same A 1>1", "same B 2>2"]],
  ["a phase put in front: the others only slide along", [a, b], [c, a, b], ["added C ->1", "same A 1>2", "same B 2>3"]],
  ["a phase taken out", [a, b, c], [a, c], ["same A 1>1", "same C 3>2", "removed B 2>-"]],
  ["the last one first", [a, b, c], [c, a, b], ["moved C 3>1", "same A 1>2", "same B 2>3"]],
  ["another plan altogether", [a], [c], ["added C ->1", "removed A 1>-"]],
] as const)("%s", (_, before, after, expected) => {
  expect(outline(before, after)).toEqual(expected);
});

test("a phase that kept its title says which parts changed, line by line", () => {
  const changed = phase("A", { kind: "analysis", acceptanceCriteria: ["A works", "It is fast", "All tests pass"] });
  expect(comparePhases([a], [changed])).toEqual([
    {
      kind: "changed",
      title: "A",
      from: 1,
      to: 1,
      parts: [
        {
          label: "Kind",
          lines: [
            { kind: "removed", text: "Build" },
            { kind: "added", text: "Analysis" },
          ],
        },
        {
          label: "Acceptance criteria",
          lines: [
            { kind: "same", text: "A works" },
            { kind: "added", text: "It is fast" },
            { kind: "same", text: "All tests pass" },
          ],
        },
      ],
    },
  ]);
});

test("a renamed phase is recognised by what it is held against", () => {
  const renamed = phase("A", { title: "Something else" });
  expect(comparePhases([a, b], [renamed, b])[0]).toMatchObject({
    kind: "changed",
    from: 1,
    to: 1,
    parts: [{ label: "Title" }],
  });
});
