import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { seedDraft } from "../testing/project-factory.ts";
import { seedTool } from "../testing/tool-factory.ts";
import { createUser, plainDomain, signInAs } from "../testing/web.ts";
import { handleToolArchive } from "./tool-download.ts";

const rules = { allowedHosts: ["localhost"], publicOrigin: null };
const host = { host: "localhost:3000" };

let database: TestDatabase;
let tool: Awaited<ReturnType<typeof seedTool>>;
let cookie: string;
beforeAll(async () => {
  database = await createTestDatabase();
  const owner = await createUser(plainDomain(database), { role: "MEMBER" });
  ({ cookie } = await signInAs(plainDomain(database), owner.id));
  tool = await seedTool(database, { projectId: await seedDraft(database, { ownerId: owner.id }) });
});
afterAll(() => database.close());

const ask = (id: string, headers: Record<string, string> = { cookie }, query = "") =>
  handleToolArchive(
    new Request(`http://localhost:3000/api/tools/versions/${id}/archive${query}`, { headers: { ...host, ...headers } }),
    { id },
    { domain: plainDomain(database), rules },
  );

it("gives out the bytes that were accepted, as a file that says what it is", async () => {
  const response = await ask(tool.versionId);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer()).equals(tool.archive)).toBe(true);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-disposition": `attachment; filename="word_count-1.0.0-${tool.hash.slice(0, 12)}.tar.gz"`,
    "content-type": "application/octet-stream",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
    "content-length": String(tool.archive.length),
  });
  expect((await ask(tool.versionId, { cookie }, "?check")).status).toBe(204);
});

it("is for whoever may see the tool, and for nobody else", async () => {
  const domain = plainDomain(database);
  const as = async (role: "ADMIN" | "MEMBER") =>
    (await signInAs(domain, (await createUser(domain, { role })).id)).cookie;
  expect((await ask(tool.versionId, {})).status).toBe(401);
  expect((await ask(tool.versionId, { cookie: await as("MEMBER") })).status).toBe(404);
  expect((await ask(tool.versionId, { cookie: await as("ADMIN") })).status).toBe(200);
  expect((await ask("tov_nobody")).status).toBe(404);
  expect((await ask("x".repeat(500))).status).toBe(404);
  expect((await ask(tool.versionId, { cookie, host: "evil.example" })).status).toBe(421);
});
