import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { ownHeaders, readAnswer, trpcRequest } from "../testing/trpc-request.ts";
import { createUser, plainDomain, signInAs, testDataDir } from "../testing/web.ts";
import { handleTrpc, maxBatchSize, maxBodyBytes } from "./handler.ts";

let database: TestDatabase;
let user: { readonly id: string };
let cookie: string;
beforeAll(async () => {
  database = await createTestDatabase();
  user = await createUser(plainDomain(database));
});
beforeEach(async () => {
  await database.prisma.rateLimit.deleteMany();
  ({ cookie } = await signInAs(plainDomain(database), user.id));
});
afterAll(() => database.close());

const noStream = () => {
  throw new Error("No stream here.");
};
const send = (request: Request): Promise<Response> =>
  handleTrpc(request, {
    domain: plainDomain(database),
    changes: noStream,
    rules: { allowedHosts: ["localhost"], publicOrigin: null },
    dataDir: testDataDir,
  });
const url = "http://localhost:3000/api/trpc";
const json = { "content-type": "application/json" };
const post = (path: string, body: BodyInit, headers: Record<string, string> = json): Promise<Response> =>
  send(new Request(`${url}/${path}`, { method: "POST", headers: { ...ownHeaders, cookie, ...headers }, body }));
const sessionsLeft = () => database.prisma.session.count({ where: { userId: user.id, revokedAt: null } });
const said = async (response: Response) => readAnswer(response.status, await response.text());

describe("a request of another page", () => {
  it.each([
    ["another site", { origin: "http://evil.example" }, 403],
    ["another port", { origin: "http://localhost:4000" }, 403],
    ["no origin", { origin: "" }, 403],
    ["a sandboxed frame", { origin: "null" }, 403],
    ["a name that was made to point here", { host: "evil.example:3000", origin: "http://evil.example:3000" }, 421],
    ["a multipart form", { "content-type": "multipart/form-data; boundary=x" }, 415],
    ["a plain text form", { "content-type": "text/plain" }, 415],
    ["a plain form", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["bytes", { "content-type": "application/octet-stream" }, 415],
    ["JSON by its name only", { "content-type": "text/plain; application/json" }, 415],
  ])("is refused from %s, in words, and changes nothing", async (_case, headers, status) => {
    const before = await sessionsLeft();
    const answer = await said(await post("viewer.signOutEverywhere", "{}", { ...json, ...headers }));
    expect(answer.status).toBe(status);
    expect(answer.message).toMatch(/\.$/);
    expect(await sessionsLeft()).toBe(before);
  });

  it("is refused without any content type", async () => {
    const response = await post("viewer.signOutEverywhere", new Uint8Array([123, 125]), {});
    expect(response.status).toBe(415);
  });

  it("is refused as a read, too, when the browser says so", async () => {
    const headers = { cookie, "sec-fetch-site": "cross-site" };
    expect(
      (await send(new Request(`${url}/viewer.me`, { headers: { host: "localhost:3000", ...headers } }))).status,
    ).toBe(403);
  });

  it("cannot change anything by a read", async () => {
    const before = await sessionsLeft();
    const answer = await said(
      await send(new Request(`${url}/viewer.signOutEverywhere`, { headers: { ...ownHeaders, cookie } })),
    );
    expect(answer.code).toBe("METHOD_NOT_SUPPORTED");
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]) {
      expect(
        (await send(new Request(`${url}/viewer.signOutEverywhere`, { method, headers: { ...ownHeaders, cookie } })))
          .status,
      ).toBe(405);
    }
    expect(await sessionsLeft()).toBe(before);
  });
});

describe("a request of our own page", () => {
  it("is answered for its session, and the answer is nobody's to keep", async () => {
    const response = await send(trpcRequest({ path: "viewer.me", type: "query", headers: { cookie } }));
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect(await response.text()).toContain(user.id);
    const done = await said(
      await post("viewer.signOutEverywhere", "{}", { "content-type": "application/json; charset=utf-8" }),
    );
    expect([done.status, await sessionsLeft()]).toEqual([200, 0]);
    expect(await (await send(trpcRequest({ path: "viewer.me", type: "query", headers: { cookie } }))).text()).toContain(
      "null",
    );
  });

  it("may hold ten procedures and no more", async () => {
    const batch = (count: number) => {
      const path = Array.from({ length: count }, () => "setup.status").join(",");
      return send(new Request(`${url}/${path}?batch=1&input=${encodeURIComponent("{}")}`, { headers: ownHeaders }));
    };
    expect((await batch(maxBatchSize)).status).toBe(200);
    expect((await batch(maxBatchSize + 1)).status).toBe(400);
  });

  it("cannot guess faster by asking several times at once", async () => {
    const path = Array.from({ length: maxBatchSize }, () => "viewer.changePassword").join(",");
    const guesses = Array.from({ length: maxBatchSize }, (_, index) => [
      index,
      { json: { currentPassword: `guess ${index}`, newPassword: "a new long password" } },
    ]);
    const body = JSON.stringify(Object.fromEntries(guesses));
    const texts = [
      await (await post(`${path}?batch=1`, body)).text(),
      await (await post(`${path}?batch=1`, body)).text(),
    ];
    const count = (word: string) => texts.join().split(word).length - 1;
    expect([count('"code":"BAD_REQUEST"'), count('"code":"TOO_MANY_REQUESTS"')]).toEqual([10, 10]);
  });

  it("may be one megabyte long, whether or not it says so", async () => {
    const padded = (bytes: number) => `{"json":"${"x".repeat(bytes - 11)}"}`;
    expect((await post("setup.complete", padded(maxBodyBytes))).status).toBe(400);
    expect((await post("setup.complete", padded(maxBodyBytes + 1))).status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 64 * 1024;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    // Node demands it for a stream; the type does not know it.
    const chunked = { method: "POST", headers: { ...ownHeaders, ...json }, body: endless, duplex: "half" };
    const request = new Request(`${url}/setup.complete`, chunked);
    expect((await send(request)).status).toBe(413);
    expect(sent).toBeLessThan(2 * maxBodyBytes);
    const liar = new Request(`${url}/setup.complete`, {
      method: "POST",
      headers: { ...ownHeaders, ...json, "content-length": "2" },
      body: padded(maxBodyBytes + 1),
    });
    expect((await send(liar)).status).toBe(413);
  });
});

describe("an error", () => {
  it("of the input names the fields in words, and nothing else", async () => {
    const input = { json: { token: "x".repeat(43), name: " ", login: "A", password: "short" } };
    const answer = await said(await post("setup.complete", JSON.stringify(input)));
    expect([answer.status, answer.code, answer.message]).toEqual([
      400,
      "BAD_REQUEST",
      "Say what you want to be called.",
    ]);
    expect(answer.fields).toEqual({
      name: "Say what you want to be called.",
      login: "At least 2 characters.",
      password: "At least 10 characters.",
    });
  });

  it.each([
    ["no JSON", "{", 400],
    ["half a number", '{"json":{"projectId":1e', 400],
    ["a list", "[]", 400],
    ["a text where a name is expected", '{"json":"x"}', 400],
    ["an object where a text is expected", '{"json":{"sessionId":{"contains":"ses"}}}', 400],
    ["a prototype", '{"json":{"__proto__":{"sessionId":"x"}}}', 400],
    [
      "a prototype by superjson's path",
      '{"json":{"sessionId":"x"},"meta":{"values":{"__proto__.polluted":["Date"]},"v":1}}',
      400,
    ],
    [
      "a reference to a prototype",
      '{"json":{"sessionId":"x"},"meta":{"referentialEqualities":{"sessionId":["constructor.prototype.polluted"]},"v":1}}',
      400,
    ],
    ["depth", `{"json":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, 400],
    ["an unknown key", '{"json":{"sessionId":"x","userId":"y"}}', 400],
  ])("says nothing of how the server is made: %s", async (_case, body, status) => {
    const answer = await said(await post("viewer.revokeSession", body));
    expect([answer.status, answer.code]).toEqual([status, "BAD_REQUEST"]);
    expect(answer.text).not.toMatch(/stack|at .*\.ts|node_modules|prisma|Maximum call/i);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it("that nobody foresaw has a number that the log has, too", async () => {
    const broken = {
      ...plainDomain(database),
      clock: {
        now: () => {
          throw new Error("secret detail at 10.0.0.1");
        },
      },
    };
    const request = trpcRequest({ path: "viewer.sessions", type: "query", headers: { cookie } });
    const response = await handleTrpc(request, {
      domain: broken,
      changes: noStream,
      rules: { allowedHosts: ["localhost"], publicOrigin: null },
      dataDir: testDataDir,
    });
    const answer = await said(response);
    expect([answer.status, answer.code]).toEqual([500, "INTERNAL_SERVER_ERROR"]);
    expect(answer.message).toMatch(/^Something went wrong on our side\. The server's log has it as [0-9a-f]{8}\.$/);
    expect(answer.text).not.toContain("secret detail");
  });

  it("for a procedure that does not exist is one answer for all of them", async () => {
    for (const path of ["viewer", "viewer.nothing", "__proto__", "viewer.__proto__", "constructor", "%E0%A4%A"]) {
      const answer = await said(await send(new Request(`${url}/${path}`, { headers: ownHeaders })));
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
    }
  });
});
