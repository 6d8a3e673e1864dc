import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createDatabase } from "../db/client.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { ownHeaders, readAnswer, trpcRequest } from "../testing/trpc-request.ts";
import { createUser, plainDomain, signInAs, testDataDir } from "../testing/web.ts";
import { toolSize } from "../contract/tools.ts";
import { handleTrpc, maxBatchSize, maxBodyBytes, maxToolBodyBytes } from "./handler.ts";

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

  it("with a tool from outside may be as long as the largest tool is in Base64, and no other may", async () => {
    const padded = (bytes: number) => `{"json":"${"x".repeat(bytes - 11)}"}`;
    const largest = Math.ceil((toolSize.bytes * 4) / 3) + 1_000;
    expect((await post("tools.lookInto", padded(largest))).status).not.toBe(413);
    expect((await post("tools.bringIn", padded(largest))).status).not.toBe(413);
    expect((await post("tools.lookInto", padded(maxToolBodyBytes + 1))).status).toBe(413);
    expect((await post("setup.complete,tools.lookInto?batch=1", padded(largest))).status).toBe(413);
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

const parsed = (text: string): unknown => JSON.parse(text);

describe("hard input", () => {
  const brief = "A greeting by name, with a test.";
  it.each([
    ["nothing", "", "Describe the project in at least 10 characters."],
    ["only space", " \n\t ".repeat(50), "Describe the project in at least 10 characters."],
    ["one character", "x", "Describe the project in at least 10 characters."],
    [
      "200 kB",
      "long words ".repeat(18_600),
      /^A brief may have at most 50,000 characters; this one has 204,599\. Put long/,
    ],
    ["binary", `${brief}\u0000\u0001\u0002`, "The brief contains binary data. Paste text only."],
    ["an escape of a terminal", `${brief}\u001b[2J`, "The brief contains binary data. Paste text only."],
    ["an object", { contains: "a" }, /./],
    ["a list", [brief], /./],
    ["a number", 7, /./],
    ["null", null, /./],
  ])("a brief that is %s is refused at its field, and nothing is stored", async (_case, wrong, words) => {
    const before = await database.prisma.project.count();
    const answer = await said(await post("projects.create", JSON.stringify({ json: { brief: wrong, submit: false } })));
    expect([answer.status, answer.code]).toEqual([400, "BAD_REQUEST"]);
    expect(answer.fields["brief"]).toMatch(words);
    expect(await database.prisma.project.count()).toBe(before);
  });

  it("a brief of every script is stored as it is", async () => {
    const many = `Ein Gruß, ein 👩🏽‍🚀, \u202eאב\u202c, 日本語 and \u0301.\n\n\tTabs stay.`;
    const answer = await said(await post("projects.create", JSON.stringify({ json: { brief: many, submit: false } })));
    expect(answer.status).toBe(200);
    const stored = await database.prisma.project.findFirstOrThrow({ where: { brief: { startsWith: "Ein Gruß" } } });
    expect(stored.brief).toBe(many);
  });

  it.each([
    ["an object in an id", "projects.cancel", { projectId: { startsWith: "prj_" } }],
    ["an operator in an id", "projects.cancel", { projectId: { not: null } }],
    ["a list in an id", "projects.cancel", { projectId: ["prj_00000000000000000000000000"] }],
    ["a prototype with an id", "projects.cancel", parsed('{"__proto__":{"projectId":"prj_x"}}')],
    ["deep objects", "projects.create", { brief, models: parsed(`${'{"a":'.repeat(1_000)}1${"}".repeat(1_000)}`) }],
    ["a constructor", "projects.create", { brief, constructor: { prototype: { admin: true } } }],
  ])("%s is refused, and changes nothing", async (_case, path, input) => {
    const before = await database.prisma.auditEntry.count();
    const answer = await said(await post(path, JSON.stringify({ json: input })));
    expect([answer.status, answer.code]).toEqual([400, "BAD_REQUEST"]);
    expect(Reflect.get({}, "admin")).toBeUndefined();
    expect(await database.prisma.auditEntry.count()).toBe(before);
  });

  it.each([
    [
      "a model's name",
      "settings.updateModels",
      { projectManager: `${"a-".repeat(50_000)}!`, developer: "a", qualityAssurance: "a", byComplexity: {} },
    ],
    ["a host", "settings.updateNetwork", { hosts: [`${"a.".repeat(50_000)}!`] }],
    [
      "a login",
      "setup.complete",
      { token: "x".repeat(43), name: "a", login: `${"a".repeat(100_000)}!`, password: "a".repeat(20) },
    ],
    ["an address", "providers.replaceKey", { apiKey: "k".repeat(30), baseUrl: `https://${"a".repeat(100_000)}` }],
  ])("%s that is made to be slow is answered quickly", async (_case, path, input) => {
    const began = performance.now();
    expect((await post(path, JSON.stringify({ json: input }))).status).toBeGreaterThanOrEqual(400);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it("a database that does not answer is said so, without where it is", async () => {
    const away = createDatabase({ url: "postgresql://spiral:pass-word@127.0.0.1:9/spiral" });
    const request = trpcRequest({ path: "viewer.sessions", type: "query", headers: { cookie } });
    const response = await handleTrpc(request, {
      domain: { ...plainDomain(database), prisma: away.prisma },
      changes: noStream,
      rules: { allowedHosts: ["localhost"], publicOrigin: null },
      dataDir: testDataDir,
    });
    const answer = await said(response);
    expect([answer.status, answer.code]).toEqual([503, "SERVICE_UNAVAILABLE"]);
    expect(answer.message).toMatch(/^The database does not answer at the moment\. Try again shortly\./);
    expect(answer.text).not.toMatch(/pass-word|127\.0\.0\.1/);
    await away.close();
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
