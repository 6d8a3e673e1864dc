import { describe, expect, it } from "vitest";
import {
  connectLine,
  dial,
  dnsOf,
  exchange,
  openDoor,
  startEcho,
  startOtherProxy,
  startWeb,
  statusOf,
} from "./egress.fixture.ts";
import { upstreamProxy, type ProxyEnvironment } from "./upstream-proxy.ts";

const target = { host: "pkg.test", port: 443 };

describe("the machine's own proxy", () => {
  it.each<[ProxyEnvironment, "tunnel" | "plain", string | null]>([
    [{}, "tunnel", null],
    [{ HTTPS_PROXY: "" }, "tunnel", null],
    [{ HTTPS_PROXY: "http://proxy.lan:3128" }, "tunnel", "proxy.lan:3128"],
    [{ HTTPS_PROXY: "proxy.lan:3128" }, "tunnel", "proxy.lan:3128"],
    [{ HTTPS_PROXY: "https://proxy.lan" }, "tunnel", "proxy.lan:443 tls"],
    [{ HTTPS_PROXY: "http://[::1]:8080" }, "tunnel", "::1:8080"],
    [{ HTTPS_PROXY: "http://a.lan", https_proxy: "http://b.lan" }, "tunnel", "b.lan:80"],
    [{ HTTPS_PROXY: "http://u:p%40ss@proxy.lan:1" }, "tunnel", "proxy.lan:1 Basic dTpwQHNz"],
    [{ HTTPS_PROXY: "http://u:100%@proxy.lan:1" }, "tunnel", "proxy.lan:1 Basic dToxMDAl"],
    [{ HTTPS_PROXY: "http://a.lan", HTTP_PROXY: "http://b.lan" }, "plain", "b.lan:80"],
    [{ HTTPS_PROXY: "http://a.lan" }, "plain", null],
    [{ ALL_PROXY: "http://a.lan" }, "plain", "a.lan:80"],
    [{ ALL_PROXY: "socks5://a.lan" }, "tunnel", null],
    [{ HTTPS_PROXY: "http://a.lan", NO_PROXY: "*" }, "tunnel", null],
    [{ HTTPS_PROXY: "http://a.lan", NO_PROXY: "other.test, PKG.test" }, "tunnel", null],
    [{ HTTPS_PROXY: "http://a.lan", no_proxy: ".test" }, "tunnel", null],
    [{ HTTPS_PROXY: "http://a.lan", NO_PROXY: "*.test" }, "tunnel", null],
    [{ HTTPS_PROXY: "http://a.lan", NO_PROXY: "test" }, "tunnel", null],
    [{ HTTPS_PROXY: "http://a.lan", NO_PROXY: "pkg.test:443" }, "tunnel", null],
    [{ HTTPS_PROXY: "http://a.lan", NO_PROXY: "pkg.test:80" }, "tunnel", "a.lan:80"],
    [{ HTTPS_PROXY: "http://a.lan", NO_PROXY: "kg.test" }, "tunnel", "a.lan:80"],
  ])("of %j for a %s is %j", (environment, kind, expected) => {
    const proxy = upstreamProxy(environment, kind, target);
    const shown =
      proxy === null
        ? null
        : [`${proxy.host}:${proxy.port}`, proxy.tls ? "tls" : "", proxy.authorization ?? ""].filter(Boolean).join(" ");
    expect(shown).toBe(expected);
  });

  it("is not asked about an address that needs none", () => {
    const environment = { HTTPS_PROXY: "http://a.lan", NO_PROXY: "10.0.0.5,::1" };
    expect(upstreamProxy(environment, "tunnel", { host: "10.0.0.5", port: 443 })).toBeNull();
    expect(upstreamProxy(environment, "tunnel", { host: "::1", port: 443 })).toBeNull();
    expect(upstreamProxy(environment, "tunnel", { host: "10.0.0.50", port: 443 })).not.toBeNull();
  });
});

describe("a door behind the machine's own proxy", () => {
  const names = dnsOf({
    "pkg.test": [["8.8.8.8"]],
    "inside.test": [["127.0.0.1"]],
    "meta.test": [["169.254.169.254"]],
  });
  const { lookup } = names;

  it("asks it for a tunnel by name, with its password", async () => {
    const echo = await startEcho();
    const proxy = await startOtherProxy(echo.port);
    const proxyEnvironment = { HTTPS_PROXY: `http://me:word@127.0.0.1:${proxy.port}` };
    // A machine behind a proxy may know no name of the world itself.
    for (const host of ["pkg.test", "unknown.test"]) {
      const { door } = await openDoor(["pkg.test", "unknown.test"], { lookup, proxyEnvironment });
      const { socket, until } = await dial(door);
      socket.write(`${connectLine(`${host}:443`)}hello`);
      expect(statusOf(await until("\r\n\r\nhello"))).toBe(200);
    }
    const authorization = `Basic ${Buffer.from("me:word").toString("base64")}`;
    expect(proxy.asked).toEqual([
      { line: "CONNECT pkg.test:443", authorization },
      { line: "CONNECT unknown.test:443", authorization },
    ]);
  });

  it("never asks it for what is not allowed", async () => {
    const echo = await startEcho();
    const proxy = await startOtherProxy(echo.port);
    const proxyEnvironment = { ALL_PROXY: `http://127.0.0.1:${proxy.port}` };
    const { door } = await openDoor(["inside.test", "meta.test private"], { lookup, proxyEnvironment });
    for (const host of ["other.test", "inside.test", "meta.test", "127.0.0.1", "169.254.169.254"])
      expect(statusOf(await exchange(door, connectLine(`${host}:443`)))).toBe(403);
    expect(proxy.asked).toEqual([]);
  });

  it("reaches a permitted private host, and one that NO_PROXY names, without it", async () => {
    const echo = await startEcho();
    const proxy = await startOtherProxy(1);
    const url = `http://127.0.0.1:${proxy.port}`;
    const hosts = [`inside.test:${echo.port} private`];
    for (const proxyEnvironment of [{ HTTPS_PROXY: url }, { HTTPS_PROXY: url, NO_PROXY: "inside.test" }]) {
      const { door } = await openDoor(hosts, { lookup, proxyEnvironment });
      const { socket, until } = await dial(door);
      socket.write(`${connectLine(`inside.test:${echo.port}`)}x`);
      expect(statusOf(await until("\r\n\r\nx"))).toBe(200);
    }
    expect(proxy.asked).toEqual([]);
  });

  it("passes plain requests to it as they are", async () => {
    const proxy = await startOtherProxy(1);
    const proxyEnvironment = { HTTP_PROXY: `http://me:word@127.0.0.1:${proxy.port}` };
    const { door } = await openDoor(["pkg.test"], { lookup, proxyEnvironment });
    const answer = await exchange(
      door,
      "GET http://pkg.test/x?y HTTP/1.1\r\nHost: pkg.test\r\nProxy-Authorization: Basic mine\r\nConnection: close\r\n\r\n",
    );
    expect(answer).toContain("from the proxy");
    const authorization = `Basic ${Buffer.from("me:word").toString("base64")}`;
    expect(proxy.asked).toEqual([{ line: "GET http://pkg.test/x?y", authorization }]);
  });

  it("says when the proxy refuses or is not there", async () => {
    const refusing = await startOtherProxy(1, { refuse: true });
    const gone = await startWeb();
    gone.server.close();
    for (const port of [refusing.port, gone.port]) {
      const { door, refused } = await openDoor(["pkg.test"], {
        lookup,
        proxyEnvironment: { HTTPS_PROXY: `http://127.0.0.1:${port}` },
      });
      const answer = await exchange(door, connectLine("pkg.test:443"));
      expect([statusOf(answer), refused]).toEqual([502, []]);
    }
  });
});
