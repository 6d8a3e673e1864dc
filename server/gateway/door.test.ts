import { stat } from "node:fs/promises";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import {
  Barrier,
  begin,
  callBody,
  grantFor,
  keyUpstream,
  messageStart,
  messageStop,
  beginStream,
  onlyReport,
  send,
  startGateway,
  startUpstream,
  type RecordingGrant,
} from "./gateway.fixture.ts";
import type { GatewayDoor, GatewayGrant } from "./gateway.ts";

const wholeStream = messageStart + messageStop;

const openDoor = async (
  part: Partial<GatewayGrant> = {},
): Promise<{ door: GatewayDoor; grant: RecordingGrant; seen: readonly unknown[]; lines: readonly string[] }> => {
  const upstream = await startUpstream((response) => beginStream(response).end(wholeStream));
  const gateway = await startGateway();
  const grant = grantFor(keyUpstream(upstream.url), part);
  return { door: await gateway.open(grant, "socket"), grant, seen: upstream.seen, lines: gateway.lines };
};

describe("who may call", () => {
  it.each([
    ["no token", null, {}],
    ["a wrong token", "x".repeat(43), {}],
    ["an empty token", "", {}],
    ["another kind of credential", null, { authorization: "Basic Zm9vOmJhcg==" }],
    ["a wrong key", null, { "x-api-key": "sk-ant-whatever" }],
  ])("refuses %s, and asks nobody", async (_, token, headers) => {
    const { door, grant, seen } = await openDoor();
    const answer = await send(door, { token, headers });
    expect(answer.status).toBe(401);
    expect((await answer.error()).type).toBe("authentication_error");
    expect([grant.admitted, grant.ended, seen]).toEqual([[], [], []]);
  });

  it("takes the token as a bearer or as a key", async () => {
    const { door } = await openDoor();
    expect((await send(door)).status).toBe(200);
    expect((await send(door, { token: null, headers: { "x-api-key": door.token } })).status).toBe(200);
  });

  it("gives each door a token of its own", async () => {
    const { door, grant } = await openDoor();
    const other = await (await startGateway()).open(grant, "socket");
    expect((await send(door, { token: other.token })).status).toBe(401);
  });

  it("refuses tokens that could be guessed", async () => {
    const gateway = await startGateway({ newToken: () => "hello" });
    await expect(gateway.open(grantFor(keyUpstream("http://127.0.0.1:9")), "socket")).rejects.toThrow(
      "128 random bits",
    );
  });
});

describe("what may be called", () => {
  it.each([
    ["GET", "/v1/messages"],
    ["PUT", "/v1/messages"],
    ["POST", "/v1/messages/"],
    ["POST", "/v1/messages/batches"],
    ["POST", "/v1/models"],
    ["POST", "/v1/files"],
    ["GET", "/v1/models"],
    ["POST", "/api/oauth/usage"],
    ["POST", "/"],
    ["POST", "//v1/messages"],
    ["POST", "/x/../v1/messages"],
    ["POST", "/v1/messages/../models"],
    ["POST", "/v1%2Fmessages"],
    ["POST", "http://169.254.169.254/v1/messages"],
    ["POST", "/v1/messages?url=http://elsewhere"],
    ["POST", "/v1/messages#x"],
  ])("not %s %s", async (method, path) => {
    const { door, grant, seen } = await openDoor();
    const answer = await send(door, { method, path });
    expect(answer.status).toBe(404);
    expect((await answer.error()).type).toBe("not_found_error");
    expect([grant.admitted, seen]).toEqual([[], []]);
  });

  it("passes on the messages endpoints with their query, below the upstream's own path", async () => {
    const upstream = await startUpstream((response) =>
      response.writeHead(200, { "content-type": "application/json" }).end('{"input_tokens":7}'),
    );
    const gateway = await startGateway();
    const grant = grantFor(keyUpstream(`${upstream.url}/s/bench/PLAN/0/0/`));
    const door = await gateway.open(grant, "loopback");
    await (await send(door, { path: "/v1/messages?beta=true" })).text();
    await (await send(door, { path: "/v1/messages/count_tokens?beta=true" })).text();
    expect(upstream.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST /s/bench/PLAN/0/0/v1/messages?beta=true",
      "POST /s/bench/PLAN/0/0/v1/messages/count_tokens?beta=true",
    ]);
    expect(grant.admitted.map(({ endpoint }) => endpoint)).toEqual(["messages", "count_tokens"]);
    const counted = grant.ended[1];
    expect(counted).toMatchObject({ outcome: "COMPLETED", usage: null, rawUsage: null, httpStatus: 200 });
  });
});

describe("the body", () => {
  it.each([
    ["is no JSON", "{"],
    ["is empty", ""],
    ["names no model", '{"messages":[]}'],
    ["has a model that is no name", '{"model":{"$ne":null}}'],
    ["has a model with control characters", '{"model":"a\\u0000b"}'],
  ])("is refused when it %s", async (_, body) => {
    const { door, grant, seen } = await openDoor();
    const answer = await send(door, { body });
    expect(answer.status).toBe(400);
    expect((await answer.error()).type).toBe("invalid_request_error");
    expect([grant.admitted, seen]).toEqual([[], []]);
  });

  it.each([
    ["says so before", { "content-length": 32 * 1024 * 1024 + 1 }],
    ["does not say so", { "transfer-encoding": "chunked" }],
  ])("is refused when it is larger than 32 MiB and %s", async (_, headers) => {
    const { door, grant, seen } = await openDoor();
    const answer = await send(door, { body: Buffer.alloc(32 * 1024 * 1024 + 1, "x"), headers });
    expect(answer.status).toBe(413);
    expect((await answer.error()).type).toBe("request_too_large");
    expect([grant.admitted, seen]).toEqual([[], []]);
  });

  it("goes on byte for byte", async () => {
    const upstream = await startUpstream((response) => beginStream(response).end(wholeStream));
    const door = await (await startGateway()).open(grantFor(keyUpstream(upstream.url)), "socket");
    const body = Buffer.from(
      `  {"model" : "claude-test", "twice": 1, "twice": 2, "text": "ä\\u00e4 ${"😀".repeat(9)}" }\n`,
    );
    await (await send(door, { body })).text();
    expect(upstream.seen[0]?.body.equals(body)).toBe(true);
  });
});

describe("the owner of the door", () => {
  it("refuses with its own words, and nothing reaches the service", async () => {
    const { door, grant, seen } = await openDoor({
      admit: async () => ({ admitted: false, status: 402, type: "billing_error", message: "The budget is used up." }),
    });
    const answer = await send(door);
    expect(answer.status).toBe(402);
    expect(await answer.error()).toEqual({ type: "billing_error", message: "The budget is used up." });
    expect([grant.admitted.length, grant.ended, seen]).toEqual([1, [], []]);
    expect(grant.admitted[0]).toMatchObject({ endpoint: "messages", model: "claude-test" });
    expect(grant.admitted[0]?.callId).toMatch(/^cal_/);
  });

  it("that cannot say is a refusal, without its reasons", async () => {
    const { door, grant, seen } = await openDoor({ admit: () => Promise.reject(new Error("secret of the database")) });
    const answer = await send(door);
    expect(answer.status).toBe(503);
    const { message } = await answer.error();
    expect(message).not.toContain("secret");
    expect([grant.ended, seen]).toEqual([[], []]);
    expect(grant.notCarried).toMatchObject([{ class: "not_carried", message }]);
  });

  it("that cannot write the end down does not cost the answer, and is not asked again", async () => {
    const { door, grant, lines } = await openDoor({ onEnded: () => Promise.reject(new Error("no database")) });
    expect(await (await send(door)).text()).toBe(wholeStream);
    expect(grant.ended.length).toBe(1);
    expect(lines.join("")).toContain("could not be written down");
  });
});

it("takes sixteen calls at once and refuses the next, until one has ended", async () => {
  const all = new Barrier();
  const release = new Barrier();
  let begun = 0;
  const upstream = await startUpstream((response) => {
    begun += 1;
    if (begun === 16) all.pass();
    void release.passed.then(() => beginStream(response).end(wholeStream));
  });
  const grant = grantFor(keyUpstream(upstream.url));
  const door = await (await startGateway()).open(grant, "socket");
  const answers = Array.from({ length: 16 }, () => send(door));
  await all.passed;
  const refused = await send(door);
  expect(refused.status).toBe(429);
  expect((await refused.error()).type).toBe("rate_limit_error");
  expect(grant.notCarried.map(({ class: cls }) => cls)).toEqual(["not_carried"]);
  expect(grant.admitted.length).toBe(16);
  release.pass();
  for (const answer of answers) await (await answer).text();
  expect((await send(door)).status).toBe(200);
});

it("holds 64 MiB of bodies at once, and no more", async () => {
  const release = new Barrier();
  const held = new Barrier();
  const upstream = await startUpstream((response) => {
    if (upstream.seen.length === 2) held.pass();
    void release.passed.then(() => beginStream(response).end(wholeStream));
  });
  const door = await (await startGateway()).open(grantFor(keyUpstream(upstream.url)), "socket");
  const head = '{"model":"claude-test","pad":"';
  const body = Buffer.from(`${head}${"x".repeat(32 * 1024 * 1024 - head.length - 2)}"}`);
  const large = [send(door, { body }), send(door, { body, headers: { "transfer-encoding": "chunked" } })];
  await held.passed;
  const refused = await send(door);
  expect(refused.status).toBe(429);
  release.pass();
  for (const answer of large) expect(await (await answer).text()).toBe(wholeStream);
  expect(await (await send(door)).text()).toBe(wholeStream);
  expect(upstream.seen.map((request) => request.body.length)).toEqual([body.length, body.length, callBody.length]);
});

describe("closing a door", () => {
  it("cuts and reports what is under way, at every stage, and takes no more", async () => {
    const reached = new Barrier();
    const upstream = await startUpstream((response, { body }) => {
      if (body.includes("silent")) reached.pass();
      else beginStream(response).write(messageStart);
    });
    const asked = new Barrier();
    const decide = new Barrier();
    const grant = grantFor(keyUpstream(upstream.url), {
      admit: async ({ model }) => {
        if (model === "undecided") {
          asked.pass();
          await decide.passed;
        }
        return { admitted: true, upstream: keyUpstream(upstream.url) };
      },
    });
    const door = await (await startGateway()).open(grant, "socket");
    const undecided = begin(door, { body: '{"model":"undecided"}' });
    const silent = begin(door, { body: '{"model":"silent"}' });
    const streaming = await send(door);
    await streaming.next();
    await asked.passed;
    await reached.passed;

    const closing = door.close();
    decide.pass();
    await closing;
    const told = new Map(grant.ended.map(({ model, ...end }) => [model, end]));
    expect(told.get("claude-test")).toMatchObject({ outcome: "CUT", error: null, usage: { inputUncached: 100 } });
    for (const model of ["silent", "undecided"])
      expect(told.get(model)).toMatchObject({ outcome: "CUT", error: null, httpStatus: null, usage: null });
    expect(grant.ended.length).toBe(3);
    expect(upstream.seen.length).toBe(2);
    await expect(undecided.answer).rejects.toThrow("socket hang up");
    await expect(silent.answer).rejects.toThrow("socket hang up");
    await expect(streaming.text()).rejects.toThrow("aborted");
    await expect(send(door)).rejects.toThrow("ENOENT");
    await door.close();
    expect(grant.ended.length).toBe(3);
  });

  it("removes the socket, which only its token opens although anybody may reach it", async () => {
    const { door } = await openDoor();
    if (door.address.kind !== "socket") throw new Error("Expected a socket.");
    const { path } = door.address;
    expect((await stat(path)).mode & 0o777).toBe(0o666);
    expect(path).not.toContain(door.token.slice(0, 8));
    await door.close();
    await expect(stat(path)).rejects.toThrow("ENOENT");
  });

  it("is a part of closing the gateway, which opens no more", async () => {
    const upstream = await startUpstream((response) => beginStream(response).write(messageStart));
    const gateway = await startGateway();
    const grant = grantFor(keyUpstream(upstream.url));
    const door = await gateway.open(grant, "loopback");
    await (await send(door)).next();
    await gateway.close();
    expect((await onlyReport(grant)).outcome).toBe("CUT");
    await expect(gateway.open(grant, "socket")).rejects.toThrow("has closed");
  });
});

it("hangs up on the service when the child vanishes while it is being admitted", async () => {
  const asked = new Barrier();
  const decide = new Barrier();
  const upstream = await startUpstream(() => {});
  const grant = grantFor(keyUpstream(upstream.url), {
    admit: async () => {
      asked.pass();
      await decide.passed;
      return { admitted: true, upstream: keyUpstream(upstream.url) };
    },
  });
  const door = await (await startGateway()).open(grant, "socket");
  const { request } = begin(door);
  await asked.passed;
  request.destroy();
  // The gateway hears of it before it hears of the next request on another connection.
  expect((await send(door, { path: "/" })).status).toBe(404);
  decide.pass();
  expect(await onlyReport(grant)).toMatchObject({ outcome: "CUT", httpStatus: null, usage: null, error: null });
  expect(upstream.seen).toEqual([]);
});

it.each(["the child vanishes", "the door closes"])(
  "reports each of several calls on one connection when %s",
  async (how) => {
    const upstream = await startUpstream((response) => {
      beginStream(response).write(messageStart);
      if (upstream.seen.length === 2) both.pass();
    });
    const both = new Barrier();
    const grant = grantFor(keyUpstream(upstream.url));
    const door = await (await startGateway()).open(grant, "socket");
    if (door.address.kind !== "socket") throw new Error("Expected a socket.");
    const head = `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${door.token}\r\ncontent-length: ${callBody.length}`;
    const connection = connect(door.address.path).on("error", () => {});
    // The second answer waits for the first one's end, and hears nothing of the connection itself.
    connection.write(`${head}\r\n\r\n${callBody}`.repeat(2));
    await both.passed;
    if (how === "the child vanishes") connection.destroy();
    else await door.close();
    const reports = await grant.reports(2);
    expect(reports.map(({ outcome, error }) => [outcome, error])).toEqual([
      ["CUT", null],
      ["CUT", null],
    ]);
    connection.destroy();
  },
);

it("says what to do when the socket's path is too long", async () => {
  const gateway = await startGateway({ socketFolder: `/tmp/${"long/".repeat(20)}` });
  const grant = grantFor(keyUpstream("http://127.0.0.1:9"));
  await expect(gateway.open(grant, "socket")).rejects.toThrow("Choose a shorter data folder");
  await expect(gateway.open(grant, "loopback")).resolves.toMatchObject({ address: { kind: "loopback" } });
});

it("logs neither tokens nor keys nor bodies", async () => {
  const upstream = await startUpstream((response, { body }) => {
    if (body.includes("broken")) response.destroy();
    else beginStream(response).end(wholeStream);
  });
  const gateway = await startGateway();
  const door = await gateway.open(
    grantFor(keyUpstream(upstream.url), { onEnded: () => Promise.reject(new Error("no database")) }),
    "socket",
  );
  await (await send(door)).text();
  await (await send(door, { body: callBody.replace("claude-test", "broken") })).text();
  await send(door, { token: "wrong-token-of-somebody" });
  await send(door, { path: `/v1/else?key=${door.token}` });
  const log = gateway.lines.join("");
  expect(log).not.toBe("");
  for (const secret of [door.token, "key-of-the-owner", "wrong-token", "max_tokens", "message_start"])
    expect(log).not.toContain(secret);
});
