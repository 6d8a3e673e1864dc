import { lookup } from "node:dns";
import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  beginStream,
  callBody,
  grantFor,
  keyUpstream,
  messageStart,
  messageStop,
  onlyReport,
  send,
  startGateway,
  startUpstream,
} from "./gateway.fixture.ts";
import { createLogger } from "../platform/logger.ts";
import { createGateway, type Upstream } from "./gateway.ts";

const wholeStream = messageStart + messageStop;

describe("on the way to the service", () => {
  it("only what a client of the API sends goes on", async () => {
    const upstream = await startUpstream((response) => beginStream(response).end(wholeStream));
    const door = await (await startGateway()).open(grantFor(keyUpstream(upstream.url)), "socket");
    const asked = {
      accept: "application/json",
      "accept-encoding": "gzip, br",
      "anthropic-beta": "oauth-2025-04-20",
      "anthropic-dangerous-direct-browser-access": "true",
      "user-agent": "claude-cli/2.1.329 (external, sdk-cli)",
      "x-app": "cli",
      "x-claude-code-session-id": "0943bc2b",
      "x-stainless-os": "Linux",
      "x-api-key": "key-of-the-child",
      cookie: "session=1",
      host: "169.254.169.254",
      "proxy-authorization": "Basic Zm9vOmJhcg==",
      "x-forwarded-for": "10.0.0.1",
      forwarded: "for=10.0.0.1",
      "x-amz-security-token": "t",
      "anthropic-organization-id": "org",
      te: "trailers",
    };
    await (await send(door, { headers: asked })).text();
    const [got] = upstream.seen;
    expect(got?.headers).toEqual({
      accept: "application/json",
      "accept-encoding": "identity",
      "anthropic-beta": "oauth-2025-04-20",
      "anthropic-dangerous-direct-browser-access": "true",
      "anthropic-version": "2026-10-21",
      "content-length": String(callBody.length),
      "content-type": "application/json",
      "user-agent": "claude-cli/2.1.329 (external, sdk-cli)",
      "x-app": "cli",
      "x-claude-code-session-id": "0943bc2b",
      "x-stainless-os": "Linux",
      "x-api-key": "key-of-the-owner",
      host: new URL(upstream.url).host,
      connection: "keep-alive",
    });
    expect(JSON.stringify(upstream.seen)).not.toContain(door.token);
  });

  it.each([
    ["api_key", { "x-api-key": "owner" }],
    ["subscription", { authorization: "Bearer owner" }],
    ["scripted", { authorization: "Bearer owner" }],
  ] as const)("the credential of kind %s is put in", async (kind, expected) => {
    const upstream = await startUpstream((response) => beginStream(response).end(wholeStream));
    const grant = grantFor({ kind, addresses: "any", baseUrl: upstream.url, credential: "owner" });
    await (await send(await (await startGateway()).open(grant, "socket"))).text();
    const { "x-api-key": key, authorization } = upstream.seen[0]?.headers ?? {};
    expect({ "x-api-key": key, authorization }).toEqual({
      "x-api-key": undefined,
      authorization: undefined,
      ...expected,
    });
  });

  it("connections are kept from call to call", async () => {
    const upstream = await startUpstream((response) => beginStream(response).end(String(response.socket?.remotePort)));
    const door = await (await startGateway()).open(grantFor(keyUpstream(upstream.url)), "socket");
    const ports = [await (await send(door)).text(), await (await send(door)).text()];
    expect(ports[0]).toBe(ports[1]);
  });
});

it("on the way back only what belongs to the API does, and no credential", async () => {
  const upstream = await startUpstream((response, { headers }) =>
    response
      .writeHead(200, {
        "content-type": "text/event-stream",
        "request-id": "req_1",
        "retry-after-ms": "20",
        "anthropic-ratelimit-requests-remaining": "9",
        "anthropic-organization-id": "org-of-the-owner",
        "set-cookie": "a=b",
        server: "nginx",
        via: "1.1 proxy",
        "x-echo": String(headers["x-api-key"]),
        "cf-ray": "1",
        "access-control-allow-origin": "*",
      })
      .end(wholeStream),
  );
  const grant = grantFor(keyUpstream(upstream.url));
  const answer = await send(await (await startGateway()).open(grant, "socket"));
  const { date, ...headers } = answer.headers;
  expect(date).toBeDefined();
  expect(headers).toEqual({
    "content-type": "text/event-stream",
    "request-id": "req_1",
    "retry-after-ms": "20",
    "anthropic-ratelimit-requests-remaining": "9",
    // The test's own client wants no second call.
    connection: "close",
    "transfer-encoding": "chunked",
  });
  expect(JSON.stringify(headers) + (await answer.text())).not.toContain("key-of-the-owner");
  const window = { name: "requests", status: null, utilisation: null, resetsAt: null, limit: null, remaining: 9 };
  expect((await onlyReport(grant)).rateLimits).toEqual([window]);
});

describe("the host's proxy", () => {
  const startProxy = async (): Promise<{ url: string; asked: readonly string[] }> => {
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? "");
      request.resume();
      beginStream(response).end(wholeStream);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    onTestFinished(async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    });
    const address = proxy.address();
    if (address === null || typeof address === "string") throw new Error("No port.");
    return { url: `http://127.0.0.1:${address.port}`, asked };
  };

  it("is used for services elsewhere, in either spelling, and not for those it is not meant for", async () => {
    const proxy = await startProxy();
    for (const name of ["HTTP_PROXY", "http_proxy"]) {
      const gateway = await startGateway({ proxyEnvironment: { [name]: proxy.url, NO_PROXY: "inside.test" } });
      const call = async (baseUrl: string): Promise<number> =>
        (await send(await gateway.open(grantFor(keyUpstream(baseUrl)), "socket"))).status;
      expect(await call("http://service.test/base")).toBe(200);
      expect(await call("http://inside.test")).toBe(502);
    }
    const asked = "http://service.test/base/v1/messages";
    expect(proxy.asked).toEqual([asked, asked]);
  });

  it.each(["127.0.0.1", "localhost"])("is not asked for %s, this machine itself", async (host) => {
    const proxy = await startProxy();
    const upstream = await startUpstream((response) => beginStream(response).end(wholeStream));
    const gateway = await startGateway({ proxyEnvironment: { HTTP_PROXY: proxy.url } });
    const scripted: Upstream = {
      kind: "scripted",
      addresses: "any",
      baseUrl: upstream.url.replace("127.0.0.1", host),
      credential: "x",
    };
    expect((await send(await gateway.open(grantFor(scripted), "socket"))).status).toBe(200);
    expect([proxy.asked.length, upstream.seen.length]).toEqual([0, 1]);
  });

  it("that is no address is refused without being quoted", () => {
    const create = () =>
      createGateway({
        socketFolder: "/nowhere",
        clock: { now: () => new Date() },
        newToken: () => "",
        log: createLogger("gateway", { level: "silent" }),
        proxyEnvironment: { HTTP_PROXY: "http://user:pass word@:1" },
      });
    expect(create).toThrow("HTTP_PROXY or HTTPS_PROXY is not a web address");
    expect(create).not.toThrow("pass word");
  });
});

it("resolves names as it was told to", async () => {
  const upstream = await startUpstream((response) => beginStream(response).end(wholeStream));
  const resolved: string[] = [];
  const gateway = await startGateway({
    lookup: (hostname, options, callback) => {
      resolved.push(hostname);
      lookup("127.0.0.1", options, callback);
    },
  });
  const grant = grantFor(keyUpstream(upstream.url.replace("127.0.0.1", "service.test")));
  expect((await send(await gateway.open(grant, "socket"))).status).toBe(200);
  expect(resolved).toEqual(["service.test"]);
});
