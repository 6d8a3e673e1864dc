import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyApiError } from "../providers/anthropic/classify.ts";
import {
  event,
  messageDelta,
  messageStart,
  messageStop,
  textDelta,
  usageAtEnd,
  usageAtStart,
} from "./gateway.fixture.ts";
import type { Observer } from "./observer.ts";
import { observeStream } from "./stream-observer.ts";

const observer = (): Observer =>
  observeStream({
    requestedModel: "claude-test",
    httpStatus: 200,
    classify: () =>
      classifyApiError(
        { status: null, type: "overloaded_error", code: null, message: null, header: () => null },
        new Date(),
      ),
  });

/** Bytes cut into pieces at the given shares of their length. */
const cutAt = (bytes: Uint8Array, shares: readonly number[]): Uint8Array[] => {
  const places = [
    0,
    ...shares.map((share) => Math.floor(share * bytes.length)).toSorted((a, b) => a - b),
    bytes.length,
  ];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
};

const story = messageStart + textDelta("Grüße 😀") + event({ type: "ping" }) + messageDelta;

describe("observeStream", () => {
  it("sees the same, wherever chunks begin and end and however lines end", () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(shares, fc.constantFrom("\n", "\r\n"), (places, newline) => {
        const watching = observer();
        const bytes = Buffer.from((story + messageStop).replaceAll("\n", newline));
        for (const chunk of cutAt(bytes, places)) watching.feed(chunk);
        expect(watching.ended).toBe(true);
        expect(watching.seen).toMatchObject({ usage: usageAtEnd, messageId: "msg_1" });
        expect(watching.conclude()).toEqual({ outcome: "COMPLETED", error: null });
      }),
    );
  });

  it("knows of the end with its last byte and not before", () => {
    const watching = observer();
    const bytes = Buffer.from(story + messageStop);
    for (let at = 0; at < bytes.length; at += 1) {
      expect(watching.ended).toBe(false);
      watching.feed(bytes.subarray(at, at + 1));
    }
    expect(watching.ended).toBe(true);
  });

  it("survives whatever bytes, before and between what it knows", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (before, between) => {
        const watching = observer();
        watching.feed(before);
        watching.feed(Buffer.from(`\n\n${messageStart}`));
        watching.feed(between);
        watching.feed(Buffer.from(`\n\n${messageDelta}${messageStop}`));
        expect(watching.conclude().outcome).toBe("COMPLETED");
        expect(watching.seen.usage).toEqual(usageAtEnd);
      }),
    );
  });

  it("passes an event of 50 MB over without keeping it, and hears what follows", () => {
    const watching = observer();
    watching.feed(Buffer.from(`${messageStart}event: content_block_start\ndata: {"x":"`));
    const piece = Buffer.alloc(64 * 1024, "x");
    const before = process.memoryUsage().heapUsed;
    for (let sent = 0; sent < 50_000_000; sent += piece.length) watching.feed(piece);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(25_000_000);
    watching.feed(Buffer.from(`"}\n\n${messageDelta}${messageStop}`));
    expect(watching.conclude().outcome).toBe("COMPLETED");
    expect(watching.seen.usage).toEqual(usageAtEnd);
  });

  it("keeps a counter that the end of an answer leaves out by null, in what it adds up and in what was said", () => {
    const watching = observer();
    const usage = { input_tokens: null, cache_read_input_tokens: null, output_tokens: 25, service_tier: null };
    watching.feed(Buffer.from(messageStart + event({ type: "message_delta", delta: {}, usage }) + messageStop));
    const { rawUsage, usage: read } = watching.seen;
    expect(rawUsage).toMatchObject({
      input_tokens: read?.inputUncached,
      cache_read_input_tokens: read?.cacheRead,
      output_tokens: 25,
      service_tier: null,
    });
    expect(read).toMatchObject({ inputUncached: usageAtStart.inputUncached, cacheRead: usageAtStart.cacheRead });
  });

  it("does not take a model's text for an event", () => {
    const watching = observer();
    watching.feed(Buffer.from(messageStart + textDelta(messageDelta + messageStop)));
    expect(watching.ended).toBe(false);
    expect(watching.seen.usage).toEqual(usageAtStart);
    expect(watching.conclude()).toMatchObject({ outcome: "CUT", error: { class: "network" } });
  });

  it("survives events of the right name and the wrong content", () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const contents = [
      "",
      "{",
      "null",
      "[]",
      '{"message":1}',
      '{"message":{"usage":[]}}',
      '{"usage":{"output_tokens":"9"}}',
    ];
    for (const name of ["message_start", "message_delta", "message_stop"])
      for (const content of [...contents, `{"message":{"usage":{"a":${deep}}},"usage":{"a":${deep}}}`]) {
        const watching = observer();
        watching.feed(Buffer.from(`event: ${name}\ndata: ${content}\n\n`));
        expect(watching.seen.usage).toBeNull();
        expect(watching.conclude().outcome).not.toBe("COMPLETED");
      }
  });

  it("takes the message's own name for its model only where it is a name", () => {
    const watching = observer();
    const usage = { input_tokens: 1, output_tokens: 2 };
    watching.feed(Buffer.from(event({ type: "message_start", message: { id: "\0", model: "a\0b", usage } })));
    expect(watching.seen).toMatchObject({
      responseModel: null,
      messageId: null,
      usage: { model: "claude-test", output: 2 },
    });
  });
});
