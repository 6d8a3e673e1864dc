import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../server/testing/database.ts";
import { bringUpToDate } from "./database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const changed = (change: (url: URL) => void): string => {
  const url = new URL(database.url);
  change(url);
  return url.href;
};

describe("a DATABASE_URL that cannot be used", () => {
  const password = "not-the-password";

  it.each([
    [
      "where nobody listens",
      (url: URL) => {
        url.port = "9";
      },
      /^No PostgreSQL answers at \S+:9 \(ECONNREFUSED\)\. Start it, or correct DATABASE_URL; without DATABASE_URL Spiral brings its own\.$/,
    ],
    [
      "of a host that does not exist",
      (url: URL) => {
        url.hostname = "nowhere.invalid";
      },
      /^No PostgreSQL answers at nowhere\.invalid/,
    ],
    [
      "of a database that does not exist",
      (url: URL) => {
        url.pathname = "/not_there";
      },
      /^The database not_there does not exist at .*Make it: CREATE DATABASE "not_there"$/,
    ],
  ])("%s says which, why, and what to do, without its password", async (_case, change, words) => {
    const url = changed((parts) => {
      change(parts);
      if (parts.pathname !== "/not_there") parts.password = password;
    });
    const failure: unknown = await bringUpToDate(url).catch((error: unknown) => error);
    if (!(failure instanceof Error)) throw new Error("It was let through.");
    expect(failure.message).toMatch(words);
    expect(failure.message).not.toContain(password);
    expect(failure.message).not.toContain(new URL(database.url).password || password);
  });
});
