import { afterAll, beforeAll, expect, test } from "vitest";
import { raceAnswers } from "../../testing/answer-race.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { createTestDomain } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";

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

// A thousand of them: `npm run bench -- answer-race`.
test("of twenty answers at once exactly one takes effect, twenty-five times", async () => {
  expect(await raceAnswers(domain, { asks: 25, atOnce: 20 })).toEqual({
    asks: 25,
    answers: 500,
    taken: 25,
    violations: [],
    logged: { events: 25, audited: 25, distinct: 25 },
    gapless: true,
  });
}, 60_000);
