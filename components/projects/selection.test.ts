import { expect, test } from "vitest";
import { bulkActions, notDoneWords } from "./bulk-actions.ts";
import { projectCard } from "./project-card-fixture.ts";
import { between } from "./selection.ts";

test("from one project to another, in the order shown, whichever was first", () => {
  const shown = ["a", "b", "c", "d"];
  expect(between(shown, "b", "d")).toEqual(["b", "c", "d"]);
  expect(between(shown, "d", "b")).toEqual(["b", "c", "d"]);
  // The first one is not shown any more.
  expect(between(shown, "gone", "b")).toEqual(["b"]);
});

test("what suits a project, and what takes it back", () => {
  const suiting = (card: Parameters<typeof projectCard>[0]) =>
    Object.entries(bulkActions).flatMap(([id, { suits }]) => (suits(projectCard(card)) ? [id] : []));
  expect(suiting({ status: "RUNNING" })).toEqual(["pause", "cancel"]);
  expect(suiting({ status: "PAUSED" })).toEqual(["resume", "cancel"]);
  expect(suiting({ status: "SUCCEEDED" })).toEqual(["archive"]);
  expect(suiting({ status: "SUCCEEDED", archivedAt: new Date() })).toEqual(["unarchive"]);
  expect(suiting({ status: "DRAFT" })).toEqual(["cancel"]);
  for (const { undo } of Object.values(bulkActions)) if (undo !== null) expect(bulkActions[undo].undo).not.toBeNull();
});

test("what did not work is said with its number", () => {
  expect(notDoneWords(1, 3, "paused")).toBe("1 of 3 projects was not paused");
  expect(notDoneWords(2, 3, "paused")).toBe("2 of 3 projects were not paused");
  expect(notDoneWords(1, 1, "paused")).toBe("The project was not paused");
});
