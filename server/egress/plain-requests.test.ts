import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { ProxyAgent, request as send } from "undici";
import { dial, dnsOf, exchange, openDoor, startEcho, startWeb, statusOf } from "./egress.fixture.ts";

const names = { "pkg.test": [["127.0.0.1"]], "other.test": [["127.0.0.1"]] };
const { lookup } = dnsOf(names);

/** A web server behind a door whose list has it. */
const open = async (...answer: Parameters<typeof startWeb>) => {
  const web = await startWeb(...answer);
  return { web, at: `pkg.test:${web.port}`, ...(await openDoor([`pkg.test:${web.port} private`], { lookup })) };
};

const get = (url: string, host: string, ...more: string[]): string =>
  [`GET ${url} HTTP/1.1`, `Host: ${host}`, "Connection: close", ...more, "", ""].join("\r\n");

describe("a plain request", () => {
  it("is passed on to a listed host, and its answer back", async () => {
    const { web, at, door } = await open((_request, response) => {
      response.writeHead(201, { "x-one": "1", "set-cookie": ["a=1", "b=2"] });
      response.end("hello");
    });
    const answer = await exchange(door, get(`http://${at}/left-pad?x=1`, at, "Accept: text/plain", "X-A: 1", "X-A: 2"));
    expect(statusOf(answer)).toBe(201);
    expect(answer).toMatch(/x-one: 1\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n/);
    expect(answer).toContain("hello");
    expect(web.requests).toMatchObject([{ method: "GET", url: "/left-pad?x=1", body: "" }]);
    const sent = web.requests[0]?.rawHeaders.join("\n") ?? "";
    expect(sent).toContain(`Host\n${at}\nAccept\ntext/plain\nX-A\n1\nX-A\n2`);
  });

  it("keeps what concerns one connection only, passwords of proxies among it", async () => {
    const { web, at, door } = await open();
    const headers = ["Connection: X-Mine, close", "X-Mine: 1", "Proxy-Authorization: Basic eDp5", "TE: trailers"];
    const upgrade = ["Upgrade: websocket", "Proxy-Connection: keep-alive", "Keep-Alive: timeout=5"];
    const answer = await exchange(
      door,
      [`GET http://${at}/ HTTP/1.1`, `Host: ${at}`, ...headers, ...upgrade, "", ""].join("\r\n"),
    );
    expect(statusOf(answer)).toBe(200);
    expect(web.requests[0]?.rawHeaders).toEqual(["Host", at, "Connection", "close"]);
  });

  it.each(["HEAD", "DELETE", "OPTIONS"])("may be a %s", async (method) => {
    const { web, at, door } = await open();
    const answer = await exchange(door, get(`http://${at}/`, at).replace("GET", method));
    expect([statusOf(answer), web.requests[0]?.method]).toEqual([200, method]);
  });

  it.each(["TRACE", "PROPFIND"])("is no %s", async (method) => {
    const { web, at, door } = await open();
    const answer = await exchange(door, get(`http://${at}/`, at).replace("GET", method));
    expect([statusOf(answer), web.requests]).toEqual([405, []]);
  });

  it.each([
    ["of a known length", ["Content-Length: 5"], "hello"],
    ["in parts", ["Transfer-Encoding: chunked"], "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"],
  ])("takes its body along, %s, and nothing behind it", async (_what, headers, body) => {
    for (const method of ["POST", "GET"]) {
      const { web, at, door } = await open();
      const hidden = get(`http://other.test:${web.port}/hidden`, `other.test:${web.port}`);
      const text = get(`http://${at}/`, at, ...headers)
        .replace("GET", method)
        .replace("Connection: close\r\n", "");
      const answer = await exchange(door, `${text}${body}${hidden}`);
      expect(web.requests).toMatchObject([{ method, url: "/", body: "hello" }]);
      // What stood behind the body is a request of its own, and judged as one.
      expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 403"]);
    }
  });

  it("is refused to a host that is not listed, also on a connection that was good for another", async () => {
    const { web, at, door, refused } = await open();
    const { socket, until } = await dial(door);
    socket.write(get(`http://${at}/`, at).replace("Connection: close\r\n", ""));
    await until("hello");
    socket.write(get(`http://other.test:${web.port}/`, `other.test:${web.port}`));
    const answer = await until("other.test");
    expect(answer).toContain("403 Forbidden");
    expect(refused).toMatchObject([{ host: "other.test", port: web.port }]);
    expect(web.requests).toHaveLength(1);
  });

  it.each([["127.0.0.1"], ["0x7f.1"], ["2130706433"], ["localhost"], ["[::1]"], ["[::ffff:127.0.0.1]"]])(
    "is refused to %s, which nobody listed",
    async (host) => {
      const { web, door } = await open();
      expect(statusOf(await exchange(door, get(`http://${host}:${web.port}/`, `${host}:${web.port}`)))).toBe(403);
      expect(web.requests).toEqual([]);
    },
  );

  it("is refused where a listed name leads inside without a permission, and checked anew every time", async () => {
    const web = await startWeb();
    const moving = dnsOf({ "pkg.test": [["127.0.0.1"], ["169.254.169.254"]], "inside.test": [["127.0.0.1"]] });
    const hosts = [`pkg.test:${web.port} private`, `inside.test:${web.port}`];
    const { door } = await openDoor(hosts, { lookup: moving.lookup });
    const to = (host: string) => exchange(door, get(`http://${host}:${web.port}/`, `${host}:${web.port}`));
    expect([statusOf(await to("pkg.test")), moving.asked.length]).toEqual([200, 1]);
    expect(statusOf(await to("pkg.test"))).toBe(403);
    expect(statusOf(await to("inside.test"))).toBe(403);
    expect(web.requests).toHaveLength(1);
  });

  it.each<[string, (at: string) => string]>([
    ["two Host headers", (at) => get(`http://${at}/`, at, `Host: other.test`)],
    ["two equal Host headers", (at) => get(`http://${at}/`, at, `Host: ${at}`)],
    ["a Host header of another host", (at) => get(`http://${at}/`, "other.test")],
    ["a Host header of another port", (at) => get(`http://${at}/`, "pkg.test:81")],
    ["a folded Host header", (at) => get(`http://${at}/`, `${at}\r\n other.test`)],
    ["no Host header", (at) => get(`http://${at}/`, at).replace(/Host: .*\r\n/, "")],
    ["a user in the address", (at) => get(`http://other.test@${at}/`, at)],
    ["no host in the address", (at) => get("/left-pad", at)],
    ["https", (at) => get(`https://${at}/`, at)],
    ["another scheme", (at) => get(`ftp://${at}/`, at)],
    ["two lengths", (at) => get(`http://${at}/`, at, "Content-Length: 1", "Content-Length: 2")],
    ["a length and parts", (at) => get(`http://${at}/`, at, "Content-Length: 1", "Transfer-Encoding: chunked")],
    ["a bare line feed", (at) => get(`http://${at}/`, at).replace("\r\nConnection", "\nX: 1\r\nConnection")],
    ["a space before the colon", (at) => get(`http://${at}/`, at, "Host : other.test")],
  ])("with %s is no request", async (_what, text) => {
    const { web, at, door } = await open();
    expect(statusOf(await exchange(door, text(at)))).toBe(400);
    expect(web.requests).toEqual([]);
  });

  it("may be of HTTP/1.0, without a Host header", async () => {
    const { web, at, door } = await open();
    const answer = await exchange(door, `GET http://${at}/ HTTP/1.0\r\n\r\n`);
    expect([statusOf(answer), web.requests.length]).toEqual([200, 1]);
  });

  it("takes port 80 for granted", async () => {
    const { door, refused } = await openDoor(["pkg.test:81 private"], { lookup });
    expect(statusOf(await exchange(door, get("http://pkg.test/", "pkg.test")))).toBe(403);
    expect(refused).toMatchObject([{ host: "pkg.test", port: 80 }]);
    expect(statusOf(await exchange(door, get("http://pkg.test/", "pkg.test:80")))).toBe(403);
  });

  it("shows that an answer broke off", async () => {
    const { at, door } = await open((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    const answer = await exchange(door, get(`http://${at}/`, at));
    expect(answer.split("\r\n\r\n")[1]).toBe("half");
  });

  it("fails in words where nobody answers", async () => {
    const { at, door } = await open((request) => request.socket.destroy());
    const answer = await exchange(door, get(`http://${at}/`, at));
    expect([statusOf(answer), answer]).toEqual([502, expect.stringContaining("pkg.test cannot be reached")]);
  });

  it("ends with the door, and when whoever asked has gone", async () => {
    const arrived: PromiseWithResolvers<void>[] = [Promise.withResolvers(), Promise.withResolvers()];
    const left: PromiseWithResolvers<void>[] = [Promise.withResolvers(), Promise.withResolvers()];
    let count = 0;
    const { at, door } = await open((_request, response) => {
      const index = count++;
      response.once("close", () => left[index]?.resolve());
      arrived[index]?.resolve();
    });
    const first = await dial(door);
    first.socket.write(get(`http://${at}/`, at));
    await arrived[0]?.promise;
    first.socket.destroy();
    await left[0]?.promise;
    const second = await dial(door);
    second.socket.write(get(`http://${at}/`, at));
    await arrived[1]?.promise;
    await door.close();
    await Promise.all([left[1]?.promise, second.ended]);
    expect(count).toBe(2);
  });

  it("serves a client that people use", async () => {
    const web = await startWeb();
    const { door } = await openDoor([`pkg.test:${web.port} private`], { lookup, how: "loopback" });
    if (door.address.kind !== "loopback") throw new Error("It is no loopback door.");
    for (const proxyTunnel of [true, false]) {
      const dispatcher = new ProxyAgent({ uri: door.address.url, proxyTunnel });
      const answer = await send(`http://pkg.test:${web.port}/x`, { dispatcher });
      expect([answer.statusCode, await answer.body.text()]).toEqual([200, "hello"]);
      await dispatcher.close();
    }
    expect(web.requests).toHaveLength(2);
  });
});

describe("many connections", () => {
  it("leave nothing behind", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const echo = await startEcho();
    const { door } = await openDoor([`pkg.test:${echo.port} private`], { lookup });
    const tunnels = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const connection = await dial(door);
        connection.socket.write(`CONNECT pkg.test:${echo.port} HTTP/1.1\r\nHost: pkg.test\r\n\r\nx`);
        await connection.until("\r\n\r\nx");
        return connection;
      }),
    );
    const gone = echo.connections.map((socket) => once(socket, "close"));
    await door.close();
    await Promise.all([...gone, ...tunnels.map(({ ended }) => ended)]);
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });
});
