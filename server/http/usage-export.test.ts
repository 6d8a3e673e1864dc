import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { seedCalls, seedUsagePlace } from "../testing/usage-factory.ts";
import { createUser, plainDomain, signInAs, type TestUser } from "../testing/web.ts";
import { handleUsageExport } from "./usage-export.ts";

const rules = { allowedHosts: ["localhost"], publicOrigin: null };
const now = new Date("2026-11-28T10:00:00Z");
const Calls = z.array(z.looseObject({ id: z.string(), project: z.string(), costMicros: z.number().nullable() }));

let database: TestDatabase;
let owner: TestUser;
const domain = () => plainDomain(database, { clock: { now: () => now } });

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await createUser(domain());
  const place = await seedUsagePlace(database, { ownerId: owner.id, title: "=cmd|' /C calc'!A0", phaseTitle: "+1" });
  await seedCalls(
    database,
    place,
    // More than a page.
    Array.from({ length: 2_300 }, (_, index) => ({ at: new Date(now.getTime() - (index + 1) * 60_000) })),
  );
});
afterAll(() => database.close());

const ask = async (query: string, user: TestUser | null = owner): Promise<Response> => {
  const headers: Record<string, string> = { host: "localhost:3000" };
  if (user !== null) headers["cookie"] = (await signInAs(plainDomain(database), user.id)).cookie;
  return handleUsageExport(new Request(`http://localhost:3000/api/usage/export?${query}`, { headers }), {
    domain: domain(),
    rules,
  });
};

describe("GET /api/usage/export", () => {
  it("has every call once, also over many pages", async () => {
    const response = await ask("format=json&period=7d&tz=UTC");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="spiral-usage-2026-11-28.json"');
    const calls = Calls.parse(await response.json());
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2_300);
  });

  it("is a CSV file in which nothing is a formula", async () => {
    const response = await ask("format=csv&period=today&tz=UTC");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const lines = (await response.text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(601);
    expect(lines[0]).toMatch(/^id,at,kind,/);
    expect(lines[1]).toContain("'=cmd|' /C calc'!A0,");
    expect(lines[1]).toContain(",'+1,");
    for (const line of lines) expect(line).not.toMatch(/(^|,)"?[=+@\t]/);
  });

  it("keeps to period, time zone and filter", async () => {
    const count = async (query: string) => Calls.parse(await (await ask(`format=json&${query}`)).json()).length;
    expect(await count("period=today&tz=Asia/Kolkata")).toBe(930);
    // The very calls that the page lists: of a mark, and only some of them.
    expect(await count("period=today&tz=UTC&at=2026-11-28T08:00:00Z~2026-11-28T09:00:00Z")).toBe(60);
    expect(await count("period=7d&tz=UTC&hour=5-12")).toBe(60);
    expect(await count("period=7d&tz=UTC&only=failed")).toBe(0);
    expect(await count("from=2026-11-27&to=2026-11-27&tz=UTC")).toBe(1_440);
    expect(await count("period=7d&tz=UTC&role=QUALITY_ASSURANCE")).toBe(0);
  });

  it("is of what one may see", async () => {
    expect((await ask("format=csv", null)).status).toBe(401);
    const other = await createUser(domain());
    expect(await (await ask("format=json&period=7d", other)).text()).toBe("[]\n");
    const admin = await createUser(domain(), { role: "ADMIN" });
    expect(Calls.parse(await (await ask("format=json&period=7d", admin)).json())).toHaveLength(2_300);
  });

  it.each([
    "format=xml",
    "",
    "format=csv&tz=Mars/Phobos",
    "format=csv&from=2026-12-01&to=2026-11-01",
    "format=csv&project=x",
  ])("says what is wrong with %j", async (query) => {
    const response = await ask(query);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("This export cannot be made.");
  });
});
