import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createChanges, logReader, type Changes } from "../../realtime/index.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { readAnswer, readStream, trpcRequest } from "../../testing/trpc-request.ts";
import { createUser, plainDomain, signInAs, silent, testDataDir, type TestUser } from "../../testing/web.ts";
import { handleTrpc } from "../handler.ts";

let database: TestDatabase;
let changes: Changes;
let ada: TestUser;
let bob: TestUser;
const open = new Set<AbortController>();
beforeAll(async () => {
  database = await createTestDatabase();
  [ada, bob] = [await createUser(plainDomain(database)), await createUser(plainDomain(database))];
});
afterAll(() => database.close());
beforeEach(() => {
  changes = createChanges({ reader: logReader(database), url: database.url, logger: silent });
});
afterEach(async () => {
  for (const leaving of open) leaving.abort();
  open.clear();
  await changes.close();
});

/** Opens a stream as a browser does, and reads its first message: "heads", or what it was refused with. */
const openStream = async ({ id }: TestUser): Promise<{ first: string; httpStatus: unknown; close: () => void }> => {
  const { cookie } = await signInAs(plainDomain(database), id);
  const leaving = new AbortController();
  open.add(leaving);
  const response = await handleTrpc(
    trpcRequest({
      path: "live.stream",
      type: "subscription",
      input: { projectIds: [] },
      headers: { cookie },
      signal: leaving.signal,
    }),
    {
      domain: plainDomain(database),
      changes: () => changes,
      rules: { allowedHosts: ["localhost"], publicOrigin: null },
      dataDir: testDataDir,
    },
  );
  const stream = readStream(response);
  const close = () => leaving.abort();
  for (;;) {
    const { value, done } = await stream.next();
    if (done === true) throw new Error("The stream said nothing.");
    if (value.event === "message") return { first: "heads", httpStatus: null, close };
    if (value.event === "serialized-error") {
      const { code, message } = readAnswer(response.status, `{"error":${value.data}}`);
      return { first: `${code}: ${message}`, httpStatus: /"httpStatus":(\d+)/u.exec(value.data)?.[1], close };
    }
  }
};

it("has so many places a person, and says so to whoever asks for more (abuse case 86)", async () => {
  const streams = [];
  for (let count = 0; count < 20; count += 1) streams.push(await openStream(ada));
  expect(streams.map(({ first }) => first)).toEqual(Array.from({ length: 20 }, () => "heads"));

  const refused = await openStream(ada);
  expect(refused.first).toMatch(/^TOO_MANY_REQUESTS: 20 live pages of yours are open already\. Close some/);
  expect(refused.httpStatus).toBe("429");
  expect((await openStream(bob)).first).toBe("heads");

  // A refusal takes no place, and what is closed gives its own back.
  streams[0]?.close();
  await expect.poll(async () => (await openStream(ada)).first).toBe("heads");
  expect((await openStream(ada)).first).toMatch(/^TOO_MANY_REQUESTS/);
});
