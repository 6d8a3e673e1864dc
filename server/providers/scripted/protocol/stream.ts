import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { TransmissionFault } from "../faults.ts";
import type { StreamEvent } from "./wire.ts";

/** Writes server-sent events at a pace, and breaks off where a fault says so. */

export interface StreamOptions {
  /** Milliseconds between visible events; 0 sends as fast as the client reads. */
  readonly paceMs: number;
  readonly fault: TransmissionFault | null;
  /** Called when an event has been handed to the connection. */
  readonly onSent: (event: StreamEvent) => void;
}

/** How many times the pace a reader waits for the first word: models think before they speak. */
const firstWordAfter = 30;

const frame = (name: string, data: string): string => `event: ${name}\ndata: ${data}\n\n`;

/** Visible events that still go out before a broken stream breaks: it must be broken in the middle, not at its start. */
const visibleBeforeFault = 3;

/** Resolves when the answer is out, broken off as ordered, or the client has gone. */
export const sendStream = async (
  response: ServerResponse,
  events: Iterable<StreamEvent>,
  { paceMs, fault, onSent }: StreamOptions,
): Promise<void> => {
  const gone = new AbortController();
  // Also heard after a regular end, where it no longer matters.
  response.once("close", () => gone.abort());
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });

  let visible = 0;
  try {
    for (const event of events) {
      if (fault !== null && (visible === visibleBeforeFault || event.name === "message_delta")) {
        await breakOff(response, fault, gone.signal);
        return;
      }
      if (event.visible) {
        const pause = visible === 0 ? paceMs * firstWordAfter : paceMs;
        visible += 1;
        if (pause > 0) await delay(pause, undefined, { signal: gone.signal });
      }
      if (gone.signal.aborted) return;
      const drained = response.write(frame(event.name, JSON.stringify(event.data)));
      onSent(event);
      if (!drained) await once(response, "drain", { signal: gone.signal });
    }
    response.end();
  } catch (error) {
    // A client that goes away in mid-answer is everyday business (interruptions, kills), not a failure of the server.
    if (!gone.signal.aborted) throw error;
  }
};

const breakOff = async (response: ServerResponse, fault: TransmissionFault, gone: AbortSignal): Promise<void> => {
  switch (fault) {
    case "cut":
      // Only what has left this process can be missed: what was written before must arrive.
      await new Promise<void>((resolve) => response.write(": the rest is missing\n\n", () => resolve()));
      response.destroy();
      return;
    case "stall":
      if (!gone.aborted)
        await new Promise<void>((resolve) => gone.addEventListener("abort", () => resolve(), { once: true }));
      return;
    case "garbage-stream":
      response.end(frame("content_block_delta", '{"type":"content_block_delta","index":0,"del'));
      return;
    case "overloaded-midstream":
      response.end(
        frame("error", JSON.stringify({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } })),
      );
      return;
    case "garbage":
      // Sent in place of a stream, see sendGarbage.
      response.end();
  }
};

/** What a proxy or a captive portal answers: success by status, nonsense by content. */
export const sendGarbage = (response: ServerResponse): void => {
  response.writeHead(200, { "content-type": "text/html" });
  response.end("<!doctype html><title>Welcome</title><p>Please sign in to the network.");
};

/** The same faults for an answer that was not asked for as a stream: it never comes, or never comes whole. */
export const breakWhole = (response: ServerResponse, fault: TransmissionFault): void => {
  // A stalled answer leaves the connection open; the client's or the server's end closes it.
  if (fault !== "stall") response.destroy();
};
