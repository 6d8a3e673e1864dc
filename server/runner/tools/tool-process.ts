import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { ReadBuffer, serializeMessage } from "@modelcontextprotocol/sdk/shared/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import type { SandboxedProcess } from "../../sandbox/sandbox.ts";

/** Of all that a tool says in a call, its protocol included. */
const mostOutputBytes = 1024 * 1024;
/** Of what it prints on stderr, the end is kept for whoever looks for what was wrong. */
const keptErrorCharacters = 2_000;

/** For what a process has written before it ended: it may be read a little later, and what it left behind may hold its pipes. */
const lastWordsMs = 2_000;

/** How a conversation with a tool came to its end before its answer. */
export class ToolFailure extends Error {
  override readonly name = "ToolFailure";
  readonly outcome: "crashed" | "timed_out" | "flooded";

  constructor(outcome: ToolFailure["outcome"], message: string) {
    super(message);
    this.outcome = outcome;
  }
}

/** The process's own pipes as MCP's transport over stdio; it tells `onFlood` once when there is too much. */
const transportOver = (child: SandboxedProcess, onFlood: () => void): Transport => {
  const buffer = new ReadBuffer({ maxBufferSize: mostOutputBytes });
  let bytes = 0;
  const transport: Transport = {
    start: () => {
      child.stdout.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > mostOutputBytes) {
          child.stdout.removeAllListeners("data").resume();
          return onFlood();
        }
        try {
          buffer.append(chunk);
          for (let message = buffer.readMessage(); message !== null; message = buffer.readMessage())
            transport.onmessage?.(message);
        } catch (error) {
          // A line that is no message: whoever prints to stdout breaks the protocol, and the call fails or goes on.
          transport.onerror?.(error instanceof Error ? error : new Error(String(error)));
        }
      });
      // That its output has ended is not told here: how the process ended says more, and comes right after.
      return Promise.resolve();
    },
    send: (message: JSONRPCMessage) => {
      child.stdin.write(serializeMessage(message));
      return Promise.resolve();
    },
    close: () => {
      child.stdin.end();
      return Promise.resolve();
    },
  };
  return transport;
};

/** When all of it has been read, or nothing more can be. */
const isRead = (stream: Readable): Promise<void> => finished(stream, { writable: false }).catch(() => undefined);

/**
 * Speaks with a tool's process: connects, does `work`, and ends the process in any case.
 * @param timeoutMs of everything together
 * @throws ToolFailure when the tool does not answer as it has to; what `work` throws
 */
export const withToolProcess = async <Result>(
  child: SandboxedProcess,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
  work: (client: Client) => Promise<Result>,
): Promise<Result> => {
  const ended = Promise.withResolvers<never>();
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-keptErrorCharacters);
  });
  const transport = transportOver(child, () =>
    ended.reject(new ToolFailure("flooded", `It printed more than ${mostOutputBytes / 1024} KB, and was ended.`)),
  );
  void child.exited.then(async ({ status, signal: killedBy, startError }) => {
    await Promise.race([
      Promise.all([child.stdout, child.stderr].map(isRead)),
      pause(lastWordsMs, null, { ref: false }),
    ]);
    const how = startError ?? (killedBy === null ? `status ${status}` : killedBy);
    const words = said.trim() === "" ? "It said nothing." : `It said: ${said.trim()}`;
    ended.reject(new ToolFailure("crashed", `Its process ended (${how}) before it answered. ${words}`));
  });
  const timer = setTimeout(
    () => ended.reject(new ToolFailure("timed_out", `It did not answer within ${timeoutMs / 1_000} s, and was ended.`)),
    timeoutMs,
  );
  const stop = (): void => ended.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  // Whoever comes second is not heard any more.
  ended.promise.catch(() => undefined);
  const client = new Client({ name: "spiral", version: "1.0.0" });
  const converse = async (): Promise<Result> => {
    await client.connect(transport, { timeout: timeoutMs });
    return work(client);
  };
  try {
    return await Promise.race([converse(), ended.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    await client.close().catch(() => undefined);
    await child.end();
  }
};
