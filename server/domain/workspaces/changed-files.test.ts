import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangedFile } from "../../contract/outputs.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import {
  advanceTo,
  claimOpenRun,
  createTestDomain,
  goodOutput,
  seedDraft,
  seedUser,
  settle,
  someEvidence,
} from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { projectWithPhases, submitProject } from "../projects/index.ts";
import { mergeChangedFiles } from "./changed-files.ts";
import { workspaceDiff } from "./index.ts";

const file = (path: string, change: ChangedFile["change"], insertions = 1, deletions = 0): ChangedFile => ({
  path,
  change,
  insertions,
  deletions,
});

describe("the files of several phases", () => {
  it("stand there once each, by path, with their phases and with all lines", () => {
    const merged = mergeChangedFiles([
      { phaseId: "one", changedFiles: [file("b.js", "added", 10), file("a.js", "modified", 2, 1)] },
      { phaseId: "two", changedFiles: [file("b.js", "modified", 3, 4)] },
    ]);
    expect(merged).toEqual([
      { path: "a.js", change: "modified", insertions: 2, deletions: 1, phaseIds: ["one"] },
      { path: "b.js", change: "added", insertions: 13, deletions: 4, phaseIds: ["one", "two"] },
    ]);
  });

  it.each<[ChangedFile["change"], ChangedFile["change"], ChangedFile["change"]]>([
    ["added", "modified", "added"],
    ["added", "deleted", "deleted"],
    ["modified", "modified", "modified"],
    ["modified", "deleted", "deleted"],
    ["modified", "renamed", "renamed"],
    ["renamed", "modified", "renamed"],
    ["deleted", "added", "modified"],
  ])("%s, then %s: %s", (first, second, expected) => {
    const merged = mergeChangedFiles([
      { phaseId: "one", changedFiles: [file("a.js", first)] },
      { phaseId: "two", changedFiles: [file("a.js", second)] },
    ]);
    expect(merged.map(({ change }) => change)).toEqual([expected]);
  });
});

describe("what a project has changed", () => {
  let database: TestDatabase;
  let domain: Domain & { close(): Promise<void> };
  beforeAll(async () => {
    database = await createTestDatabase();
    domain = await createTestDomain(database);
  });
  afterAll(async () => {
    await domain.close();
    await database.close();
  });

  it("is kept apart by phase, its files are not", async () => {
    const { id: ownerId } = await seedUser(domain);
    const projectId = await seedDraft(domain, { ownerId });
    await submitProject(domain, { projectId, actorId: ownerId });
    for (const diff of ["first", "second"]) {
      await advanceTo(domain, projectId, "CHECK", 2);
      const check = await claimOpenRun(domain, projectId);
      const output = someEvidence({ diff, diffTruncated: diff === "second" });
      await settle(domain, check, { type: "succeeded", operation: "CHECK", output });
      const review = await claimOpenRun(domain, projectId);
      await settle(domain, review, { type: "succeeded", ...goodOutput("REVIEW") });
    }
    await advanceTo(domain, projectId, null, 2);

    const { phases } = await projectWithPhases(domain, projectId);
    const [one = "", two = ""] = phases.map(({ id }) => id);
    const all = await workspaceDiff(domain, { projectId, phaseId: null });
    expect(all).toEqual({
      phases: [
        { phaseId: one, diff: "first", truncated: false },
        { phaseId: two, diff: "second", truncated: true },
      ],
      files: [{ path: "a.js", change: "added", insertions: 2, deletions: 0, phaseIds: [one, two] }],
    });
    expect(await workspaceDiff(domain, { projectId, phaseId: two })).toEqual({
      phases: [{ phaseId: two, diff: "second", truncated: true }],
      files: [{ path: "a.js", change: "added", insertions: 1, deletions: 0, phaseIds: [two] }],
    });
  });
});
