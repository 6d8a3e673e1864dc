import { createServer } from "node:net";
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

  it("of a server in recovery says that it is not ready yet, and to start again then", async () => {
    const fields = ["SFATAL", "VFATAL", "C57P03", "Mthe database system is in recovery mode", ""];
    const body = Buffer.from(`${fields.join("\0")}\0`);
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + length.length);
    // What PostgreSQL answers to a startup message at that time (protocol 3.0, ErrorResponse).
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", () => socket.end(Buffer.concat([Buffer.from("E"), length, body])));
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    try {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("It listens on no port.");
      const host = `127.0.0.1:${address.port}`;
      await expect(bringUpToDate(`postgresql://spiral:${password}@${host}/spiral`)).rejects.toThrow(
        `PostgreSQL at ${host} takes no connections yet: the database system is in recovery mode. Wait until it is ready, then start Spiral again; its own log says what it is at.`,
      );
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
