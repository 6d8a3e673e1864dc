import { connect, createServer, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { listen, type Listening, type ListenOptions } from "./listen.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const opened: Listening[] = [];
const open = (options: Partial<ListenOptions>): Listening => {
  const listening = listen({
    url: database.url,
    channels: ["events"],
    onNotification: () => undefined,
    onConnect: () => undefined,
    ...options,
  });
  opened.push(listening);
  return listening;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((listening) => listening.close()));
  await vi.waitUntil(async () => (await listenerPids()).length === 0);
});

const notify = (channel: string, payload: string) =>
  database.prisma.$executeRaw`SELECT pg_notify(${channel}, ${payload})`;
const listenerPids = async (): Promise<number[]> =>
  (
    await database.prisma.$queryRaw<{ pid: number }[]>`
      SELECT pid FROM pg_stat_activity WHERE application_name = 'spiral-listen' AND datname = current_database()`
  ).map((row) => row.pid);

/** A database that has stopped answering, for example behind a broken network: takes everything and says nothing. */
const createSilentProxy = async (target: string) => {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((client) => {
    if (silent) return;
    const upstream = connect(Number(port), hostname);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) sockets.add(socket.on("error", () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fallSilent = (): void => {
    silent = true;
    for (const socket of sockets) socket.unpipe().pause();
  };
  return { server, sockets, fallSilent };
};

describe("listen", () => {
  it("hears every channel, and says when it is connected", async () => {
    const heard: string[] = [];
    const onConnect = vi.fn<() => void>();
    const listening = open({
      channels: ["first", "Second channel"],
      onNotification: (channel, payload) => void heard.push(`${channel}:${payload}`),
      onConnect,
    });
    await listening.connected;
    await notify("first", "a");
    await notify("Second channel", "b");
    await notify("third", "c");
    await expect.poll(() => heard).toEqual(["first:a", "Second channel:b"]);
    expect(onConnect).toHaveBeenCalledTimes(1);
  });

  it("connects again after the server has ended the connection, and says so, so that nothing is missed", async () => {
    const onConnect = vi.fn<() => void>();
    const onDisconnect = vi.fn<(error: Error) => void>();
    const heard: string[] = [];
    const listening = open({
      onNotification: (_, payload) => void heard.push(payload),
      onConnect,
      onDisconnect,
      backoffMs: () => 1,
    });
    await listening.connected;
    const [pid] = await listenerPids();
    await database.prisma.$executeRaw`SELECT pg_terminate_backend(${pid}::int)`;
    await expect.poll(() => onConnect.mock.calls.length).toBe(2);
    expect(onDisconnect).toHaveBeenCalled();
    await notify("events", "after");
    await expect.poll(() => heard).toEqual(["after"]);
  });

  it("keeps trying, with growing pauses, while there is no server", async () => {
    const attempts: number[] = [];
    const listening = open({
      url: "postgresql://nobody@127.0.0.1:1/none",
      backoffMs: (attempt) => (attempts.push(attempt), 1),
    });
    await expect.poll(() => attempts.slice(0, 3)).toEqual([1, 2, 3]);
    expect(listening.connected).toBeInstanceOf(Promise);
  });

  it("lets its connection go when it is closed", async () => {
    const listening = open({});
    await listening.connected;
    expect(await listenerPids()).toHaveLength(1);
    await listening.close();
    await expect.poll(listenerPids).toEqual([]);
  });

  it("notices a connection that has fallen silent", async () => {
    const proxy = await createSilentProxy(database.url);
    const address = proxy.server.address();
    const url = new URL(database.url);
    url.port = String(typeof address === "object" ? address?.port : 0);
    const onDisconnect = vi.fn<(error: Error) => void>();
    const listening = open({
      url: url.href,
      onDisconnect,
      heartbeatMs: 10,
      replyTimeoutMs: 200,
    });
    await listening.connected;
    proxy.fallSilent();
    await expect.poll(() => onDisconnect.mock.calls.length).toBeGreaterThan(0);
    proxy.sockets.forEach((socket) => socket.destroy());
    proxy.server.close();
  });
});
