import { afterAll, beforeAll, expect, test } from "vitest";
import { GitCredentialId, UploadId } from "../../contract/ids.ts";
import type { StoredSource } from "../../contract/sources.ts";
import type { Domain } from "../domain.ts";
import { newId } from "../../platform/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import { duplicateProject } from "./index.ts";

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

const copyOf = async (source: StoredSource, { own = true }: { own?: boolean } = {}) => {
  const { id: ownerId } = await seedUser(domain);
  const projectId = await seedDraft(domain, { ownerId });
  await database.prisma.project.update({ where: { id: projectId }, data: { source, importedAt: new Date() } });
  const actorId = own ? ownerId : (await seedUser(domain)).id;
  const copy = await duplicateProject(domain, { projectId, actorId });
  const row = await database.prisma.project.findUniqueOrThrow({ where: { id: copy.projectId } });
  expect(row).toMatchObject({ ownerId: actorId, status: "DRAFT", importedAt: null });
  return { source: row.source, leftOut: copy.leftOut };
};

const git = {
  kind: "git",
  url: "https://git.example/shop.git",
  branch: "main",
  credentialId: GitCredentialId.parse(newId("gitCredential")),
} as const;

test("a duplicate starts from what the original started from", async () => {
  const folder = { kind: "folder", path: "/srv/shop" } as const;
  expect(await copyOf(folder)).toEqual({ source: folder, leftOut: null });
  expect(await copyOf(git)).toEqual({ source: git, leftOut: null });
  expect(await copyOf({ kind: "empty" })).toEqual({ source: null, leftOut: null });
});

test("somebody else's credential is not lent", async () => {
  expect(await copyOf(git, { own: false })).toEqual({ source: { ...git, credentialId: null }, leftOut: null });
});

test("an archive is one project's: the copy starts from nothing and says so", async () => {
  expect(await copyOf({ kind: "archive", uploadId: UploadId.parse(newId("upload")), name: "shop.zip" })).toEqual({
    source: null,
    leftOut: "shop.zip",
  });
});
