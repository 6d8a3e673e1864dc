import { NextRequest } from "next/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { proxy } from "../../proxy.ts";
import { healthComponents } from "../contract/views.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { advanceTo, createTestDomain, seedDraft } from "../testing/project-factory.ts";
import { createUser, plainDomain, signInAs, testDataDir } from "../testing/web.ts";
import { ReportOutput } from "../contract/outputs.ts";
import { appendEvents } from "../domain/events/index.ts";
import { submitProject } from "../domain/projects/index.ts";
import { storeSecret } from "../domain/secrets/index.ts";
import { handleHealth } from "./health.ts";
import { handleReport, handleTranscript } from "./markdown-download.ts";

const rules = { allowedHosts: ["localhost"], publicOrigin: null };
const Component = z.strictObject({ status: z.enum(["healthy", "degraded", "unhealthy"]), detail: z.string() });
const host = { host: "localhost:3000" };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

describe("GET /api/health", () => {
  const ask = (domain = plainDomain(database), headers: Record<string, string> = host) =>
    handleHealth(new Request("http://localhost:3000/api/health", { headers }), { domain, rules, dataDir: testDataDir });

  it("has exactly the promised form, for anybody, and 503 when something is unhealthy", async () => {
    const response = await ask();
    expect([response.status, response.headers.get("cache-control")]).toEqual([503, "no-store"]);
    const body = z
      .strictObject({
        status: z.string(),
        version: z.string(),
        components: z.record(z.enum(healthComponents), Component),
      })
      .parse(await response.json());
    expect(body).toMatchObject({
      status: "unhealthy",
      components: { runner: { status: "unhealthy" }, database: { status: "healthy" } },
    });
  });

  it("is 200 when nothing is worse than degraded", async () => {
    const found = { status: "ok", detail: "found", fix: null } as const;
    const findings = { claudeCode: found, signedIn: false, ollama: found, git: found, sandbox: found };
    await database.prisma.runner.create({ data: { id: "rnr_a", host: "h", marker: "test:1", findings } });
    const response = await ask();
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { status: "degraded", components: { provider: { status: "degraded" } } },
    ]);
    await database.prisma.runner.deleteMany();
  });

  it("measures once for all who ask at the same time", async () => {
    let asked = 0;
    const clock = {
      now: () => {
        asked += 1;
        return new Date("2026-11-21T10:00:00Z");
      },
    };
    const domain = plainDomain(database, { clock });
    const [first, second] = await Promise.all([ask(domain), ask(domain)]);
    expect(await first?.text()).toBe(await second?.text());
    // Once each for the age of the last measurement, and once within the one measurement for the runners (twice: for the account, too).
    expect(asked).toBe(4);
  });

  it("is for our own name only", async () => {
    expect((await ask(plainDomain(database), { host: "evil.example" })).status).toBe(421);
  });
});

describe.each([
  ["report", handleReport, 409, /^# A small thing/],
  ["transcript", handleTranscript, 200, /## Project Manager: |wrote|committed as/],
] as const)("GET /api/projects/<id>/%s", (name, handle, beforeItsEnd, words) => {
  const get = async (id: string, userId: string | null, headers: Record<string, string> = host) => {
    const cookie = userId === null ? {} : { cookie: (await signInAs(plainDomain(database), userId)).cookie };
    return handle(
      new Request(`http://localhost:3000/api/projects/${id}/${name}`, { headers: { ...headers, ...cookie } }),
      { id },
      { domain: plainDomain(database), rules },
    );
  };

  it("is a file for whoever may see the project, and for nobody else", async () => {
    const domain = await createTestDomain(database);
    const owner = await createUser(domain);
    const projectId = await seedDraft(database, { ownerId: owner.id });
    expect((await get(projectId, owner.id)).status).toBe(beforeItsEnd);
    await submitProject(domain, { projectId, actorId: owner.id });
    await advanceTo(domain, projectId, null);
    await domain.close();

    const report = await get(projectId, owner.id);
    expect(Object.fromEntries(report.headers)).toMatchObject({
      "content-type": "text/markdown; charset=utf-8",
      "content-disposition": `attachment; filename="a-small-thing-${name}.md"`,
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store, no-transform",
    });
    expect(await report.text()).toMatch(words);

    const [viewer, other, admin] = [
      await createUser(domain, { role: "VIEWER" }),
      await createUser(domain),
      await createUser(domain, { role: "ADMIN" }),
    ];
    const statuses = [];
    for (const userId of [null, viewer.id, other.id, admin.id]) statuses.push((await get(projectId, userId)).status);
    expect(statuses).toEqual([401, 200, 404, 200]);
  });

  it("has no stored secret in it, not even one that was said before it was stored", async () => {
    const domain = await createTestDomain(database);
    const owner = await createUser(domain);
    const secret = `sk-ant-said-before-it-was-stored-${name}`;
    const projectId = await seedDraft(database, { ownerId: owner.id });
    await submitProject(domain, { projectId, actorId: owner.id });
    await advanceTo(domain, projectId, null);
    await appendEvents(database.prisma, {
      projectId,
      fence: null,
      events: [{ payload: { type: "agent.wrote", blockId: "b", text: `The key is ${secret}.` } }],
    });
    const { report } = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
    const careless = { ...ReportOutput.parse(report), howToRun: `KEY=${secret} npm start` };
    await database.prisma.project.update({ where: { id: projectId }, data: { report: careless } });
    await domain.close();
    expect(await (await get(projectId, owner.id)).text()).toContain(secret);
    await storeSecret(database.prisma, { name: "anthropic.apiKey", value: secret, actorId: owner.id });
    const text = await (await get(projectId, owner.id)).text();
    expect(text).not.toContain(secret);
    expect(text).toContain(`[secret •••${secret.slice(-4)}]`);
  });

  it("is not found for an id that is none, and refused to other sites", async () => {
    const { id: userId } = await createUser(plainDomain(database), { role: "ADMIN" });
    for (const id of ["..", "%2e%2e%2f", "prj_x", "prj_01jd00000000000000000000zz'--"])
      expect((await get(id, userId)).status).toBe(404);
    expect((await get("prj_x", userId, { host: "evil.example" })).status).toBe(421);
    expect((await get("prj_x", userId, { ...host, origin: "http://evil.example" })).status).toBe(403);
  });
});

describe("proxy", () => {
  const through = (path: string, headers: Record<string, string> = host) =>
    proxy(new NextRequest(`http://localhost:3000${path}`, { headers }));
  const policyOf = (path: string) => through(path).headers.get("content-security-policy");

  it("gives every page a policy with a nonce of its own, and the page the same nonce", () => {
    const response = through("/projects");
    const nonce = /'nonce-([\w+/]{22}==)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
    expect(nonce).toBeDefined();
    expect(response.headers.get("x-middleware-request-x-nonce")).toBe(nonce);
    expect(policyOf("/projects")).not.toBe(policyOf("/projects"));
  });

  it("takes no nonce from outside", () => {
    const response = through("/projects", {
      ...host,
      "x-nonce": "mine",
      "content-security-policy": "script-src 'nonce-mine'",
    });
    expect(response.headers.get("x-middleware-request-x-nonce")).not.toBe("mine");
    expect(response.headers.get("x-middleware-request-content-security-policy")).not.toContain("mine");
  });

  it("refuses another host, whatever forwarded headers say", () => {
    for (const path of ["/", "/api/health", "/projects"]) {
      expect(through(path, { host: "evil.example", "x-forwarded-host": "localhost" }).status).toBe(421);
    }
  });
});
