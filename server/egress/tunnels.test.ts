import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import net from "node:net";
import { describe, expect, it } from "vitest";
import { connectLine, dial, dnsOf, exchange, openDoor, startEcho, statusOf } from "./egress.fixture.ts";

const loopback = dnsOf({ "pkg.test": [["127.0.0.1"]], "a.pkg.test": [["127.0.0.1"]], "a.b.pkg.test": [["127.0.0.1"]] });
const { lookup } = loopback;

describe("a tunnel", () => {
  it.each(["socket", "loopback"] as const)("carries bytes both ways to a listed host (%s)", async (how) => {
    const echo = await startEcho();
    const { door, refused } = await openDoor([`pkg.test:${echo.port} private`], { lookup, how });
    const { socket, until } = await dial(door);
    // The first bytes may come together with the request.
    socket.write(`${connectLine(`pkg.test:${echo.port}`)}early `);
    expect(statusOf(await until("early "))).toBe(200);
    socket.write("late");
    await until("early late");
    expect(refused).toEqual([]);
  });

  it("carries a megabyte whole, and the end of one direction before the other's", async () => {
    const echo = await startEcho();
    const { door } = await openDoor([`pkg.test:${echo.port} private`], { lookup });
    const { socket, until, ended } = await dial(door);
    socket.write(connectLine(`pkg.test:${echo.port}`));
    await until("\r\n\r\n");
    const sent = randomBytes(1_000_000).toString("hex");
    socket.end(sent);
    const all = await ended;
    expect(all.slice(all.indexOf("\r\n\r\n") + 4) === sent).toBe(true);
  });

  it("is refused to a host that is not listed, in words that help, and told once", async () => {
    const echo = await startEcho();
    const names = dnsOf({ "pkg.test": [["127.0.0.1"]] });
    const { door, refused } = await openDoor(["other.test"], { lookup: names.lookup });
    const answers = await Promise.all([1, 2, 3].map(() => exchange(door, connectLine(`pkg.test:${echo.port}`))));
    for (const answer of answers) {
      expect(statusOf(answer)).toBe(403);
      expect(answer.split("\r\n\r\n")[1]).toBe(
        "Spiral: The project's list of hosts does not have pkg.test. The project's owner or an admin can change the list: Network, on the project's page.\n",
      );
    }
    expect(refused).toMatchObject([{ host: "pkg.test", port: echo.port }]);
    // Not even its name leaves this machine: names can carry secrets, too.
    expect([echo.connections, names.asked]).toEqual([[], []]);
  });

  it.each([
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "localhost",
    "127.0.0.1.",
    "[::1]",
    "[::ffff:127.0.0.1]",
  ])("is refused to %s, which nobody listed", async (host) => {
    const echo = await startEcho();
    const names = dnsOf({ localhost: [["127.0.0.1"]] });
    const { door } = await openDoor([`pkg.test:${echo.port} private`, "*.test private"], { lookup: names.lookup });
    expect(statusOf(await exchange(door, connectLine(`${host}:${echo.port}`)))).toBe(403);
    expect([echo.connections, names.asked]).toEqual([[], []]);
  });

  it("reaches an address that is listed itself, and a name whose permission says so", async () => {
    const echo = await startEcho();
    const { door } = await openDoor([`127.0.0.1:${echo.port}`], { lookup });
    for (const host of ["127.0.0.1", "2130706433"]) {
      const { socket, until } = await dial(door);
      socket.write(`${connectLine(`${host}:${echo.port}`)}x`);
      expect(statusOf(await until("\r\n\r\nx"))).toBe(200);
    }
    // The name of a listed address is not listed.
    expect(statusOf(await exchange(door, connectLine(`pkg.test:${echo.port}`)))).toBe(403);
  });

  it.each([
    ["this machine", [["127.0.0.1"]], ""],
    ["this machine in IPv6", [["::1"]], ""],
    ["this machine among others", [["8.8.8.8", "127.0.0.1"]], ""],
    ["this machine, mapped", [["::ffff:127.0.0.1"]], ""],
    ["this machine, mapped", [["::ffff:127.0.0.1"]], " private"],
    ["a private network", [["10.0.0.1"]], ""],
    ["a metadata service", [["169.254.169.254"]], ""],
    ["a metadata service", [["169.254.169.254"]], " private"],
    ["a metadata service among others", [["127.0.0.1", "100.100.100.200"]], " private"],
    ["no address at all", [["not an address"]], " private"],
    ["0.0.0.0", [["0.0.0.0"]], " private"],
  ])("is refused to a listed name that leads to %s (%j%s)", async (_what, answers, word) => {
    const echo = await startEcho();
    const names = dnsOf({ "pkg.test": answers });
    const { door, refused } = await openDoor([`pkg.test:${echo.port}${word}`], { lookup: names.lookup });
    const answer = await exchange(door, connectLine(`pkg.test:${echo.port}`));
    expect(statusOf(answer)).toBe(403);
    // Who asks learns what it is, not where.
    for (const address of answers.flat()) expect(answer).not.toContain(address);
    expect(refused).toHaveLength(1);
    expect(echo.connections).toEqual([]);
  });

  it("connects to the address that was checked, and checks every connection anew", async () => {
    const echo = await startEcho();
    const names = dnsOf({ "pkg.test": [["127.0.0.1"], ["169.254.169.254"], ["127.0.0.1"]] });
    const { door } = await openDoor([`pkg.test:${echo.port} private`], { lookup: names.lookup });
    const first = await dial(door);
    first.socket.write(`${connectLine(`pkg.test:${echo.port}`)}x`);
    expect(statusOf(await first.until("\r\n\r\nx"))).toBe(200);
    expect(names.asked).toHaveLength(1);
    expect(statusOf(await exchange(door, connectLine(`pkg.test:${echo.port}`)))).toBe(403);
    expect([names.asked.length, echo.connections.length]).toEqual([2, 1]);
  });

  it.each([
    ["a.pkg.test", 200],
    ["A.B.pkg.TEST.", 200],
    ["pkg.test", 403],
    ["apkg.test", 403],
    ["pkg.test.evil.test", 403],
    ["127.0.0.1", 403],
  ])("by *.pkg.test to %s: %d", async (host, status) => {
    const echo = await startEcho();
    const { door } = await openDoor([`*.pkg.test:${echo.port} private`], { lookup });
    const { socket, until } = await dial(door);
    socket.write(connectLine(`${host}:${echo.port}`));
    expect(statusOf(await until("\r\n\r\n"))).toBe(status);
  });

  it("goes to the listed ports only", async () => {
    const echo = await startEcho();
    const { door, refused } = await openDoor(["pkg.test private", `a.pkg.test:${echo.port} private`], { lookup });
    const answer = await exchange(door, connectLine(`pkg.test:${echo.port}`));
    expect(statusOf(answer)).toBe(403);
    expect(answer).toContain(`has pkg.test, but not with port ${echo.port}`);
    expect(statusOf(await exchange(door, connectLine("a.pkg.test:443")))).toBe(403);
    expect(refused.map(({ host }) => host)).toEqual(["pkg.test", "a.pkg.test"]);
    // 443 and 80 are the ports of a rule without one: nothing listens there, so it is tried and fails.
    expect([403, 502]).toContain(statusOf(await exchange(door, connectLine("pkg.test:443"))));
    expect(echo.connections).toEqual([]);
  });

  it.each([
    "pkg.test",
    "pkg.test:",
    "pkg.test:0",
    "pkg.test:65536",
    "pkg.test:443:443",
    "user@pkg.test:443",
    "http://pkg.test:443",
    "/",
    "pkg.test:443/x",
    "pkg%2etest:443",
    "pkg.t\u00e9st:443",
    "[::1:443",
    "256.1.1.1:443",
  ])("to %j is no request", async (authority) => {
    const { door, refused } = await openDoor(["pkg.test private", "*.test private"], { lookup });
    expect(statusOf(await exchange(door, `CONNECT ${authority} HTTP/1.1\r\nHost: pkg.test\r\n\r\n`))).toBe(400);
    expect(refused).toEqual([]);
  });

  it("with two Host headers is no request", async () => {
    const echo = await startEcho();
    const { door } = await openDoor([`pkg.test:${echo.port} private`], { lookup });
    const authority = `pkg.test:${echo.port}`;
    const answer = await exchange(door, `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\nHost: b.test\r\n\r\n`);
    expect(statusOf(answer)).toBe(400);
    expect(echo.connections).toEqual([]);
  });

  it("fails in words where there is no such name, no answer of the DNS, or nobody at home", async () => {
    const silent = await openDoor(["pkg.test private"], {
      lookup: () => new Promise(() => undefined),
      limits: { lookupMs: 30 },
    });
    expect(await exchange(silent.door, connectLine("pkg.test:443"))).toContain("could not be looked up");
    const unknown = await openDoor(["nowhere.test"], { lookup });
    expect(await exchange(unknown.door, connectLine("nowhere.test:443"))).toContain("could not be looked up");
    const free = net.createServer();
    await once(free.listen(0, "127.0.0.1"), "listening");
    const address = free.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    await new Promise((resolve) => free.close(resolve));
    const { door, refused } = await openDoor([`pkg.test:${port} private`], { lookup });
    const answer = await exchange(door, connectLine(`pkg.test:${port}`));
    expect([statusOf(answer), refused]).toEqual([502, []]);
    expect(answer).toContain(`pkg.test cannot be reached on port ${port}`);
  });
});

describe("a door", () => {
  it("ends its tunnels when it closes, removes its socket, and closes twice", async () => {
    const echo = await startEcho();
    const { door } = await openDoor([`pkg.test:${echo.port} private`], { lookup });
    const { socket, until, ended } = await dial(door);
    socket.write(`${connectLine(`pkg.test:${echo.port}`)}x`);
    await until("\r\n\r\nx");
    const half = await dial(door);
    half.socket.write("CONNECT pkg");
    const [inside] = echo.connections;
    if (inside === undefined || door.address.kind !== "socket") throw new Error("There is no tunnel.");
    const gone = once(inside, "close");
    await Promise.all([door.close(), door.close()]);
    await door.close();
    await Promise.all([ended, half.ended, gone]);
    await expect(stat(door.address.path)).rejects.toMatchObject({ code: "ENOENT" });
    await expect(dial(door)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("closes while a name is looked up, and connects to nothing afterwards", async () => {
    const echo = await startEcho();
    const answer = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const { door } = await openDoor([`pkg.test:${echo.port} private`], {
      lookup: async () => {
        asked.resolve();
        await answer.promise;
        return [{ address: "127.0.0.1", family: 4 }];
      },
    });
    const { socket, ended } = await dial(door);
    socket.write(connectLine(`pkg.test:${echo.port}`));
    await asked.promise;
    await door.close();
    answer.resolve();
    expect(await ended).toBe("");
    expect(echo.connections).toEqual([]);
  });

  it("can be used by users of other sandboxes' kind, and found by nobody who does not know it", async () => {
    const { door } = await openDoor([]);
    if (door.address.kind !== "socket") throw new Error("It is no socket.");
    expect((await stat(door.address.path)).mode & 0o777).toBe(0o666);
    expect(door.address.path).toMatch(/[0-9a-f]{24}\.sock$/);
  });

  it("refuses a folder whose sockets no kernel would take", async () => {
    await expect(openDoor([], { socketFolder: `/tmp/${"x".repeat(100)}` })).rejects.toThrow("at most 103 bytes");
  });

  it("refuses connections beyond its limit, and takes the next when one has ended", async () => {
    const echo = await startEcho();
    const { door } = await openDoor([`pkg.test:${echo.port} private`], { lookup, limits: { connections: 2 } });
    const line = `${connectLine(`pkg.test:${echo.port}`)}x`;
    const open = async () => {
      const connection = await dial(door);
      connection.socket.write(line);
      await connection.until("\r\n\r\nx");
      return connection;
    };
    const [first] = [await open(), await open()];
    const refused = await exchange(door, line);
    expect([statusOf(refused), refused]).toEqual([503, expect.stringContaining("More than 2 connections")]);
    first.socket.destroy();
    const next = async (): Promise<number> => {
      const connection = await dial(door);
      connection.socket.write(line);
      return statusOf(await connection.until("\r\n\r\n"));
    };
    await expect.poll(next).toBe(200);
  });

  it("ends a tunnel in which nothing moves", async () => {
    const echo = await startEcho();
    const { door } = await openDoor([`pkg.test:${echo.port} private`], { lookup, limits: { idleMs: 400 } });
    const { socket, ended, until } = await dial(door);
    socket.write(`${connectLine(`pkg.test:${echo.port}`)}x`);
    await until("\r\n\r\nx");
    await ended;
    const [inside] = echo.connections;
    if (inside !== undefined && !inside.closed) await once(inside, "close");
    expect(inside?.closed).toBe(true);
  });

  it("keeps a tunnel longer than a connection may take to be made", async () => {
    const echo = await startEcho();
    const { door } = await openDoor([`pkg.test:${echo.port} private`], {
      lookup,
      limits: { connectMs: 500, idleMs: 1_500 },
    });
    const { socket, ended, until } = await dial(door);
    const began = performance.now();
    socket.write(`${connectLine(`pkg.test:${echo.port}`)}x`);
    await until("\r\n\r\nx");
    await ended;
    expect(performance.now() - began).toBeGreaterThan(1_400);
  });

  it("waits for a header no longer than it may take, and takes none that is too large", async () => {
    const { door } = await openDoor([], { limits: { headerMs: 100, headerBytes: 1_000 } });
    expect(statusOf(await exchange(door, "CONNECT pkg.test:443 HTTP/1.1\r\nHost:"))).toBe(408);
    const large = `CONNECT pkg.test:443 HTTP/1.1\r\nHost: pkg.test\r\nX-Large: ${"x".repeat(2_000)}\r\n\r\n`;
    expect(statusOf(await exchange(door, large))).toBe(431);
  });

  it("survives whatever else is sent to it", async () => {
    const { door } = await openDoor(["pkg.test private"], { lookup });
    for (const nonsense of ["\u0000\u0001\u0002", "SSH-2.0-x\r\n", "GET / HTTP/9.9\r\n\r\n", "\u0016\u0003\u0001"])
      expect(statusOf(await exchange(door, `${nonsense}\r\n\r\n`))).toBe(400);
    expect(statusOf(await exchange(door, connectLine("other.test:443")))).toBe(403);
  });

  it("reports no more than 200 hosts, and goes on when nobody can hear it", async () => {
    const { door, refused } = await openDoor([]);
    for (let index = 0; index < 205; index += 1) await exchange(door, connectLine(`h${index}.test:443`));
    expect(refused).toHaveLength(200);
  });
});
