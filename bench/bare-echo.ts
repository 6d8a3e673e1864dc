import { createServer, type ServerResponse } from "node:http";
import pg from "pg";
import { z } from "zod";

const channel = "spiral_bench_echo";
const page = `<!doctype html><title>Echo</title><script>new EventSource("/events")</script>`;
const Line = z.object({ sender: z.int(), text: z.string() });

export interface Echo {
  /** A page that listens to what the first sender sends. */
  readonly url: string;
  readonly send: (sender: number, text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * The way of an event with nothing on it: NOTIFY with the text, LISTEN, one server-sent event, all in this process. No
 * log, no lease, no session, no rights. Like the product's page, its page hears one sender; the others are there as load.
 */
export const startEcho = async (databaseUrl: string, senders: number): Promise<Echo> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: senders });
  const listener = new pg.Client({ connectionString: databaseUrl });
  await listener.connect();
  const readers = new Set<ServerResponse>();
  listener.on("notification", ({ payload = "" }) => {
    const { sender, text } = Line.parse(JSON.parse(payload));
    if (sender === 0) for (const reader of readers) reader.write(`data: ${text}\n\n`);
  });
  await listener.query(`LISTEN ${channel}`);

  const server = createServer((request, response) => {
    if (request.url !== "/events") {
      response.writeHead(200, { "content-type": "text/html" }).end(page);
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" }).flushHeaders();
    readers.add(response);
    response.once("close", () => readers.delete(response));
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The echo listens on no port.");

  return {
    url: `http://127.0.0.1:${address.port}`,
    send: async (sender, text) => {
      await pool.query("SELECT pg_notify($1, $2)", [channel, JSON.stringify({ sender, text })]);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await listener.end();
      await pool.end();
    },
  };
};
