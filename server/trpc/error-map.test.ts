import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { DomainError } from "../platform/errors.ts";
import { knownSecrets } from "../platform/known-secrets.ts";
import { createDatabase } from "../db/client.ts";
import { createTestDatabase } from "../testing/database.ts";
import { silent } from "../testing/web.ts";
import { databaseAwayWords, describeError } from "./error-map.ts";

const secret = "sk-ant-api03-in-an-error-1234";
let forget: () => void;
beforeAll(() => {
  forget = knownSecrets().remember(secret);
});
afterAll(() => forget());

const described = (cause: Error, code: TRPCError["code"] = "BAD_REQUEST") =>
  describeError(new TRPCError({ code, cause }), { logger: silent, path: "a.b" });

it("says nothing of a known secret, in the words of ours, of a field, or of a defect", () => {
  expect(described(new DomainError("invalid", `The service said: ${encodeURIComponent(secret)}!`))).toMatchObject({
    message: "The service said: [secret •••1234]!",
  });
  const wrong = z.object({ key: z.string().refine(() => false, `Not ${secret}`) }).safeParse({ key: "a" });
  expect(described(wrong.error ?? new Error("It was right."))).toMatchObject({
    message: "Not [secret •••1234]",
    fields: { key: "Not [secret •••1234]" },
  });
  expect(described(new Error(secret), "INTERNAL_SERVER_ERROR").message).toMatch(/^Something went wrong on our side\./);
});

/** The same database through a line that can be held: connections stand, and new ones are accepted, without an answer. */
const heldLine = async (url: string) => {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let held = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => void sockets.delete(socket));
      if (held) socket.pause();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port could be had.");
  const line = new URL(url);
  line.host = `127.0.0.1:${address.port}`;
  return {
    url: line.href,
    hold: (holds: boolean): void => {
      held = holds;
      for (const socket of sockets) {
        if (holds) socket.pause();
        else socket.resume();
      }
    },
    close: (): void => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

it("says that the database does not answer, where it hangs, as the driver says it, until it goes on", async () => {
  const database = await createTestDatabase();
  const line = await heldLine(database.url);
  const { prisma, close } = createDatabase({ url: line.url, max: 1, queryTimeoutMs: 500 });
  const ask = () => prisma.$queryRaw`SELECT 1 AS "one"`;
  const refused = (): Promise<unknown> =>
    ask().then(
      () => "It was answered.",
      (error: unknown) => error,
    );
  await ask();
  line.hold(true);
  // On a connection that there is; then on a new one, and while one waits for that.
  const errors = [await refused(), ...(await Promise.all([refused(), refused()]))];
  line.hold(false);
  expect(errors.map(String)).toEqual([
    expect.stringContaining("Query read timeout"),
    expect.stringContaining("connection timeout"),
    expect.stringContaining("timeout exceeded"),
  ]);
  for (const error of errors) {
    if (!(error instanceof Error)) throw new Error("It was answered.");
    expect(databaseAwayWords(error)).toMatch(/^The database does not answer at the moment\./);
    expect(described(error, "INTERNAL_SERVER_ERROR").code).toBe("SERVICE_UNAVAILABLE");
  }
  expect(databaseAwayWords(new Error("Something else"))).toBeNull();
  await expect(ask()).resolves.toEqual([{ one: 1 }]);
  await close();
  line.close();
  await database.close();
});

it("says that the database's disk is full, as PostgreSQL says it", async () => {
  const { prisma, close } = await createTestDatabase();
  try {
    const refused = await prisma
      .$executeRawUnsafe("DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$")
      .then(() => new Error("It was written."))
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    const { code, message } = described(refused, "INTERNAL_SERVER_ERROR");
    expect(code).toBe("SERVICE_UNAVAILABLE");
    expect(message).toMatch(/^The disk of the database is full, so nothing was changed\./);
  } finally {
    await close();
  }
});
