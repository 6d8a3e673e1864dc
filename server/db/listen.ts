import { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

/**
 * One connection that listens. Notifications are hints that get lost while it is down, so whoever listens reads
 * the log again at every (re)connect and needs no other memory of what it has missed.
 */
export interface ListenOptions {
  /** A direct connection: LISTEN does not work through PgBouncer in transaction mode. */
  readonly url: string;
  readonly channels: readonly string[];
  readonly onNotification: (channel: string, payload: string) => void;
  /** After every connect, when LISTEN is in effect: what is committed from now on is notified. Read what was missed. */
  readonly onConnect: () => void;
  /** After every loss and every failed attempt; a next attempt follows. */
  readonly onDisconnect?: (error: Error) => void;
  /** Milliseconds before the nth attempt in a row (from 1). */
  readonly backoffMs?: (attempt: number) => number;
  /** How often the connection has to prove that it lives: a silent network loses no packet and reports nothing. */
  readonly heartbeatMs?: number;
  /** How long the server may take to answer a connect or a heartbeat. */
  readonly replyTimeoutMs?: number;
}

export interface Listening extends AsyncDisposable {
  /** Resolves at the first successful connect. */
  readonly connected: Promise<void>;
  readonly close: () => Promise<void>;
}

const defaultHeartbeatMs = 10_000;
const defaultReplyTimeoutMs = 5_000;
const defaultBackoffMs = (attempt: number): number => Math.min(100 * 2 ** (attempt - 1), 5_000);

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Runs one connection from connect to its end. Rejects with the reason; resolves only when `signal` ends it. */
const serveOnce = async (options: ListenOptions, onConnect: () => void, signal: AbortSignal): Promise<void> => {
  // Our own socket, so that a connection that no longer answers can be cut: pg's end() would wait for it.
  const socket = new Socket();
  const replyTimeoutMs = options.replyTimeoutMs ?? defaultReplyTimeoutMs;
  const client = new pg.Client({
    connectionString: options.url,
    application_name: "spiral-listen",
    connectionTimeoutMillis: replyTimeoutMs,
    query_timeout: replyTimeoutMs,
    keepAlive: true,
    stream: () => socket,
  });
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(new Error("Closed."));
  client.once("error", reject);
  client.once("end", () => reject(new Error("The database ended the connection.")));
  signal.addEventListener("abort", onAbort);
  // Raced below; on its own it may reject before or after anybody looks.
  ended.catch(() => undefined);
  client.on("error", () => undefined);
  client.on("notification", (message) => options.onNotification(message.channel, message.payload ?? ""));
  try {
    await Promise.race([client.connect(), ended]);
    const statement = options.channels.map((channel) => `LISTEN ${client.escapeIdentifier(channel)}`).join("; ");
    await Promise.race([client.query(statement), ended]);
    onConnect();
    const heartbeatMs = options.heartbeatMs ?? defaultHeartbeatMs;
    for (;;) {
      await Promise.race([delay(heartbeatMs, undefined, { signal, ref: false }), ended]);
      await Promise.race([client.query("SELECT 1"), ended]);
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    socket.destroy();
  }
};

/** Listens until it is closed, through restarts of the database. */
export function listen(options: ListenOptions): Listening {
  const closing = new AbortController();
  const { promise: connected, resolve: resolveConnected } = Promise.withResolvers<void>();
  const backoffMs = options.backoffMs ?? defaultBackoffMs;

  const serve = async (): Promise<void> => {
    let attempt = 0;
    while (!closing.signal.aborted) {
      try {
        await serveOnce(
          options,
          () => {
            attempt = 0;
            resolveConnected();
            options.onConnect();
          },
          closing.signal,
        );
      } catch (error) {
        if (closing.signal.aborted) return;
        options.onDisconnect?.(asError(error));
      }
      attempt += 1;
      // Aborted by close(): the loop's condition ends it.
      await delay(backoffMs(attempt), undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };

  const served = serve();
  const close = async (): Promise<void> => {
    closing.abort();
    await served;
  };
  return { connected, close, [Symbol.asyncDispose]: close };
}
