import { createServer, type Socket } from "node:net";
import { onTestFinished, describe, expect, it } from "vitest";
import type { ServerResponse } from "node:http";
import {
  Barrier,
  begin,
  beginStream,
  event,
  grantFor,
  keyUpstream,
  messageDelta,
  messageStart,
  messageStop,
  onlyReport,
  send,
  startGateway,
  startUpstream,
  textDelta,
  usageAtEnd,
  usageAtStart,
  type RecordingGrant,
} from "./gateway.fixture.ts";
import type { GatewayDoor, GatewayOptions } from "./gateway.ts";

const openDoor = async (
  answer: (response: ServerResponse) => unknown,
  options: Partial<GatewayOptions> = {},
): Promise<{ door: GatewayDoor; grant: RecordingGrant }> => {
  const upstream = await startUpstream(answer);
  const grant = grantFor(keyUpstream(upstream.url));
  return { door: await (await startGateway(options)).open(grant, "socket"), grant };
};

/** Speaks no HTTP; it ends with the test. */
const startRawServer = async (
  greet: (socket: Socket) => unknown,
): Promise<{ port: number; sockets: ReadonlySet<Socket> }> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  return { port: address.port, sockets };
};

const refusal = (type: string, message: string): string => JSON.stringify({ type: "error", error: { type, message } });

describe("an error answer", () => {
  it("of a used-up window reaches the child unchanged and the owner with its windows", async () => {
    const body = refusal("rate_limit_error", "This would exceed your account's rate limit.");
    const { door, grant } = await openDoor((response) =>
      response
        .writeHead(429, {
          "content-type": "application/json",
          "request-id": "req_429",
          "retry-after": "3600",
          "x-should-retry": "false",
          "anthropic-ratelimit-unified-status": "rejected",
          "anthropic-ratelimit-unified-representative-claim": "five_hour",
          "anthropic-ratelimit-unified-reset": "1795240000",
          "anthropic-ratelimit-unified-5h-status": "rejected",
          "anthropic-ratelimit-unified-5h-utilization": "1.02",
          "anthropic-ratelimit-unified-5h-reset": "1795240000",
          "anthropic-ratelimit-unified-7d-utilization": "0.42",
        })
        .end(body),
    );
    const answer = await send(door);
    expect(answer.status).toBe(429);
    expect(answer.headers).toMatchObject({
      "retry-after": "3600",
      "x-should-retry": "false",
      "anthropic-ratelimit-unified-5h-status": "rejected",
    });
    expect(await answer.text()).toBe(body);
    const resetsAt = new Date(1_795_240_000_000).toISOString();
    const report = await onlyReport(grant);
    expect(report).toMatchObject({
      outcome: "FAILED",
      httpStatus: 429,
      requestId: "req_429",
      error: { class: "quota", httpStatus: 429, resetsAt },
      retryAfterMs: 3_600_000,
      usage: null,
      rawUsage: null,
    });
    expect(report.rateLimits).toContainEqual({
      name: "5h",
      status: "rejected",
      utilisation: 1,
      resetsAt,
      limit: null,
      remaining: null,
    });
  });

  it.each([
    [529, "overloaded_error", "overloaded"],
    [500, "api_error", "overloaded"],
    [401, "authentication_error", "authentication"],
    [404, "not_found_error", "model_not_found"],
    [400, "invalid_request_error", "invalid_request"],
  ])("%s %s is of the class %s", async (status, type, cls) => {
    const body = refusal(type, "So it is.");
    const { door, grant } = await openDoor((response) =>
      response.writeHead(status, { "content-type": "application/json" }).end(body),
    );
    const answer = await send(door);
    expect([answer.status, await answer.text()]).toEqual([status, body]);
    expect(await onlyReport(grant)).toMatchObject({ outcome: "FAILED", httpStatus: status, error: { class: cls } });
  });

  it("of a spend limit is known by its code", async () => {
    const { door, grant } = await openDoor((response) =>
      response.writeHead(429, { "content-type": "application/json" }).end(
        JSON.stringify({
          type: "error",
          error: { type: "rate_limit_error", message: "No.", details: { error_code: "enforced_spend_limit_reached" } },
        }),
      ),
    );
    await (await send(door)).text();
    expect((await onlyReport(grant)).error?.class).toBe("spend_limit");
  });

  it.each([
    ["a page of HTML", "<html>502</html>"],
    ["two megabytes", "x".repeat(2_000_000)],
    ["nothing", ""],
  ])("of %s is classified by its status and passed on whole", async (_, body) => {
    const { door, grant } = await openDoor((response) =>
      response.writeHead(502, { "content-type": "text/html" }).end(body),
    );
    const answer = await send(door);
    expect([answer.status, await answer.text()]).toEqual([502, body]);
    expect(await onlyReport(grant)).toMatchObject({
      outcome: "FAILED",
      error: { class: "overloaded", httpStatus: 502 },
    });
  });

  it("survives times that no calendar has", async () => {
    const { door, grant } = await openDoor((response) =>
      response
        .writeHead(429, {
          "retry-after": "1e300",
          "anthropic-ratelimit-unified-status": "rejected",
          "anthropic-ratelimit-unified-reset": "1e300",
        })
        .end(),
    );
    expect((await send(door)).status).toBe(429);
    expect(await onlyReport(grant)).toMatchObject({ outcome: "FAILED", error: { httpStatus: 429 } });
  });
});

describe("a stream that goes wrong", () => {
  it("with an error event is a failure of its class", async () => {
    const error = event({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } });
    const { door, grant } = await openDoor((response) => beginStream(response).end(messageStart + error));
    expect(await (await send(door)).text()).toBe(messageStart + error);
    expect(await onlyReport(grant)).toMatchObject({
      outcome: "FAILED",
      httpStatus: 200,
      error: { class: "overloaded" },
      usage: usageAtStart,
    });
  });

  it("whose connection breaks is cut, for the child too", async () => {
    const { door, grant } = await openDoor((response) => {
      beginStream(response).write(messageStart + textDelta("half"), () => response.destroy());
    });
    const answer = await send(door);
    await expect(answer.text()).rejects.toThrow("aborted");
    expect(await onlyReport(grant)).toMatchObject({ outcome: "CUT", error: { class: "network" }, usage: usageAtStart });
  });

  it("that ends without its end is cut, although its connection ended well", async () => {
    const { door, grant } = await openDoor((response) => beginStream(response).end(messageStart + textDelta("half")));
    expect(await (await send(door)).text()).toBe(messageStart + textDelta("half"));
    expect(await onlyReport(grant)).toMatchObject({ outcome: "CUT", error: { class: "network" }, usage: usageAtStart });
  });

  it("that breaks after its end was whole", async () => {
    const whole = messageStart + messageDelta + messageStop;
    const { door, grant } = await openDoor((response) => {
      beginStream(response).write(whole, () => response.destroy());
    });
    expect(await (await send(door)).text()).toBe(whole);
    expect(await onlyReport(grant)).toMatchObject({ outcome: "COMPLETED", usage: usageAtEnd });
  });

  it.each([
    ["of garbage", "text/event-stream", "event: message_start\ndata: {\n\n\0\xff<html>\n\n"],
    ["of nothing", "text/event-stream", ""],
    ["that is a page", "text/html", "<!doctype html><p>Sign in to the network."],
    ["that is other JSON", "application/json", '{"hello":"world"}'],
    ["that is half JSON", "application/json", '{"type":"message","usage":{"input'],
  ])("%s is not the API, and is passed on", async (_, type, body) => {
    const { door, grant } = await openDoor((response) => response.writeHead(200, { "content-type": type }).end(body));
    expect(await (await send(door)).text()).toBe(body);
    expect(await onlyReport(grant)).toMatchObject({
      outcome: "FAILED",
      httpStatus: 200,
      error: { class: "malformed_response" },
      usage: null,
    });
  });

  it("with figures that cannot be keeps the figures that can", async () => {
    const wrong = event({ type: "message_delta", delta: {}, usage: { output_tokens: -5 } });
    const huge = event({ type: "message_delta", delta: {}, usage: { output_tokens: 1e12 } });
    const { door, grant } = await openDoor((response) =>
      beginStream(response).end(messageStart + wrong + huge + messageStop),
    );
    await (await send(door)).text();
    expect(await onlyReport(grant)).toMatchObject({ outcome: "COMPLETED", usage: usageAtStart });
  });
});

describe("no answer", () => {
  it("from a closed port is a network failure, without the address", async () => {
    const grant = grantFor(keyUpstream("http://user:password-of-a-proxy@127.0.0.1:9/secret-path"));
    const door = await (await startGateway()).open(grant, "socket");
    const answer = await send(door);
    expect(answer.status).toBe(502);
    const error = await answer.error();
    expect(error).toMatchObject({ type: "api_error" });
    expect(error.message).toContain("ECONNREFUSED");
    const report = await onlyReport(grant);
    expect(report).toMatchObject({
      outcome: "FAILED",
      httpStatus: null,
      error: { class: "network" },
      firstByteMs: null,
    });
    expect(JSON.stringify([error, report])).not.toMatch(/password|secret|127\.0\.0\.1/);
  });

  it("from a connection that is dropped is a network failure, and is not tried again", async () => {
    let calls = 0;
    const { door, grant } = await openDoor((response) => {
      calls += 1;
      response.destroy();
    });
    expect((await send(door)).status).toBe(502);
    // It may have been answered: what it costs is not known.
    expect(await onlyReport(grant)).toMatchObject({ outcome: "CUT", usage: null, error: { class: "network" } });
    expect(calls).toBe(1);
  });

  it("from what does not speak HTTP is a network failure", async () => {
    const { port } = await startRawServer((socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n"));
    const grant = grantFor(keyUpstream(`http://127.0.0.1:${port}`));
    const door = await (await startGateway()).open(grant, "socket");
    expect((await send(door)).status).toBe(502);
    expect(await onlyReport(grant)).toMatchObject({ outcome: "FAILED", error: { class: "network" } });
  });

  it.each(["ftp://127.0.0.1/", "file:///etc/passwd", "not an address"])(
    "from %s, which is no web address",
    async (url) => {
      const grant = grantFor(keyUpstream(url));
      const door = await (await startGateway()).open(grant, "socket");
      expect((await send(door)).status).toBe(502);
      expect(await onlyReport(grant)).toMatchObject({ outcome: "FAILED", error: { class: "network" } });
    },
  );

  it("with a key that no header can carry says so, without the key", async () => {
    const upstream = await startUpstream((response) => response.end());
    const grant = grantFor({ ...keyUpstream(upstream.url), credential: "secret\nkey" });
    const gateway = await startGateway();
    const door = await gateway.open(grant, "socket");
    const answer = await send(door);
    expect(answer.status).toBe(502);
    expect(await answer.text()).not.toContain("secret");
    expect(await onlyReport(grant)).toMatchObject({ outcome: "FAILED", error: { class: "authentication" } });
    expect(upstream.seen).toEqual([]);
    expect(gateway.lines.join("")).not.toContain("secret");
  });

  it.each([
    ["a proxy that never opens the way", "https://service.test", "HTTPS_PROXY"],
    ["a service that never shakes hands", null, "NO_PROXY"],
  ])("from %s ends at the connection's limit", async (_, baseUrl, proxyName) => {
    const { port, sockets } = await startRawServer(() => {});
    const grant = grantFor(keyUpstream(baseUrl ?? `https://127.0.0.1:${port}`));
    const proxyEnvironment = { [proxyName]: `http://127.0.0.1:${port}` };
    const gateway = await startGateway({ connectTimeoutMs: 500, proxyEnvironment });
    const door = await gateway.open(grant, "socket");
    const answer = await send(door);
    expect(answer.status).toBe(502);
    expect((await answer.error()).message).toContain("no connection in time");
    expect(await onlyReport(grant)).toMatchObject({ outcome: "FAILED", error: { class: "network" } });
    expect(sockets.size).toBe(1);
  });

  it("and a child that vanishes while a proxy opens the way", async () => {
    const asked = new Barrier();
    const { port } = await startRawServer((socket) => socket.once("data", () => asked.pass()));
    const grant = grantFor(keyUpstream("https://service.test"));
    const gateway = await startGateway({ proxyEnvironment: { HTTPS_PROXY: `http://127.0.0.1:${port}` } });
    const { request } = begin(await gateway.open(grant, "socket"));
    await asked.passed;
    request.destroy();
    expect(await onlyReport(grant)).toMatchObject({ outcome: "CUT", error: null, httpStatus: null });
  });

  it("within the time limit is a timeout", async () => {
    const { door, grant } = await openDoor(() => {}, { idleTimeoutMs: 60, connectTimeoutMs: 20 });
    const answer = await send(door);
    expect(answer.status).toBe(504);
    expect((await answer.error()).type).toBe("timeout_error");
    const report = await onlyReport(grant);
    expect(report).toMatchObject({ outcome: "CUT", httpStatus: null, usage: null, error: { class: "timeout" } });
  });

  it("from a service that never takes the whole request costs nothing", async () => {
    const { port } = await startRawServer((socket) => socket.pause());
    const grant = grantFor(keyUpstream(`http://127.0.0.1:${port}`));
    const door = await (await startGateway({ idleTimeoutMs: 200 })).open(grant, "socket");
    const text = "x".repeat(24 * 1024 * 1024);
    const answer = await send(door, { body: JSON.stringify({ model: "claude-test", text }) });
    expect(answer.status).toBe(504);
    expect(await onlyReport(grant)).toMatchObject({ outcome: "FAILED", error: { class: "timeout" } });
  });

  it("after the first words is a timeout too, with what was known", async () => {
    const { door, grant } = await openDoor((response) => beginStream(response).write(messageStart), {
      idleTimeoutMs: 500,
    });
    const answer = await send(door);
    await expect(answer.text()).rejects.toThrow("aborted");
    expect(await onlyReport(grant)).toMatchObject({
      outcome: "CUT",
      httpStatus: 200,
      error: { class: "timeout" },
      usage: usageAtStart,
    });
  });
});

describe("an answer that must not reach the child", () => {
  it.each([301, 302, 307, 308])("a redirect (%s) is not followed", async (status) => {
    const elsewhere = await startUpstream((response) => beginStream(response).end(messageStart + messageStop));
    const { door, grant } = await openDoor((response) =>
      response.writeHead(status, { location: `${elsewhere.url}/v1/messages` }).end("moved"),
    );
    const answer = await send(door);
    expect(answer.status).toBe(502);
    expect(answer.headers["location"]).toBeUndefined();
    expect((await answer.error()).type).toBe("api_error");
    expect(await onlyReport(grant)).toMatchObject({
      outcome: "FAILED",
      httpStatus: status,
      error: { class: "malformed_response" },
    });
    expect(elsewhere.seen).toEqual([]);
  });

  it("a compressed one, which nobody could meter", async () => {
    const { door, grant } = await openDoor((response) =>
      response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" }).end("\x1f\x8b"),
    );
    expect((await send(door)).status).toBe(502);
    expect(await onlyReport(grant)).toMatchObject({ outcome: "FAILED", error: { class: "malformed_response" } });
  });
});
