import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import {
  Barrier,
  begin,
  beginStream,
  event,
  gone,
  grantFor,
  hashOf,
  keyUpstream,
  messageDelta,
  messageStart,
  messageStop,
  onlyReport,
  send,
  startGateway,
  startUpstream,
  textDelta,
  usageAtEnd,
  usageAtStart,
} from "./gateway.fixture.ts";
import type { BegunCall } from "./grant.ts";

describe("a streamed answer", () => {
  it("passes chunk by chunk: each is there before the next is made", async () => {
    const pieces = [messageStart, textDelta("one"), textDelta("two"), messageDelta, messageStop];
    const wanted = pieces.map(() => new Barrier());
    const upstream = await startUpstream(async (response) => {
      beginStream(response).flushHeaders();
      for (const [index, piece] of pieces.entries()) {
        await wanted[index]?.passed;
        response.write(piece);
      }
      response.end();
    });
    const grant = grantFor(keyUpstream(upstream.url));
    const door = await (await startGateway()).open(grant, "socket");
    const answer = await send(door);
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": "text/event-stream; charset=utf-8" } });
    for (const [index, piece] of pieces.entries()) {
      wanted[index]?.pass();
      expect(await answer.next()).toBe(piece);
    }
    expect(await answer.next()).toBeNull();
    expect(await onlyReport(grant)).toMatchObject({
      model: "claude-test",
      responseModel: "claude-test-20261101",
      messageId: "msg_1",
      requestId: "req_1",
      outcome: "COMPLETED",
      httpStatus: 200,
      error: null,
      usage: usageAtEnd,
      rawUsage: { input_tokens: 100, output_tokens: 25, cache_creation: { ephemeral_1h_input_tokens: 20 } },
      retryAfterMs: null,
      rateLimits: [],
    });
  });

  it("shows its end only when the report is written, and everything else at once", async () => {
    const written = new Barrier();
    const upstream = await startUpstream((response) => {
      beginStream(response).write(messageStart + messageDelta);
      void shown.passed.then(() => response.end(messageStop));
    });
    const shown = new Barrier();
    const grant = grantFor(keyUpstream(upstream.url), { onEnded: () => written.passed });
    const door = await (await startGateway()).open(grant, "socket");
    const answer = await send(door);
    expect(await answer.next()).toBe(messageStart + messageDelta);
    expect(grant.ended).toEqual([]);
    shown.pass();
    let isOver = false;
    const end = answer.next().finally(() => {
      isOver = true;
    });
    expect(await onlyReport(grant)).toMatchObject({ outcome: "COMPLETED", usage: usageAtEnd });
    // Another answer goes all the way while this one is held back.
    expect((await send(door, { path: "/" })).status).toBe(404);
    expect(isOver).toBe(false);
    written.pass();
    expect(await end).toBe(messageStop);
    expect(await answer.next()).toBeNull();
  });

  it("shows its beginning only when what it said of its prompt is written: once, and with how fast it came", async () => {
    const noted = new Barrier();
    const upstream = await startUpstream((response) => {
      beginStream(response).write(messageStart);
      void noted.passed.then(() => response.end(textDelta("one") + messageDelta + messageStop));
    });
    const begun: BegunCall[] = [];
    const heard = new Barrier();
    const grant = grantFor(keyUpstream(upstream.url), {
      onBegun: (call) => {
        begun.push(call);
        heard.pass();
        return noted.passed;
      },
    });
    const answer = await send(await (await startGateway()).open(grant, "socket"));
    let shown = false;
    const first = answer.next().finally(() => {
      shown = true;
    });
    await heard.passed;
    expect(shown).toBe(false);
    expect(begun).toMatchObject([{ messageId: "msg_1", httpStatus: 200, usage: usageAtStart }]);
    noted.pass();
    expect(await first).toBe(messageStart);
    await answer.text();
    const report = await onlyReport(grant);
    expect(begun).toHaveLength(1);
    expect(report.firstTokenMs).toBeGreaterThanOrEqual(report.firstByteMs ?? 0);
  });

  it("reports how it was made: thinking, searches, tier, speed, geography", async () => {
    const usage = {
      output_tokens: 25,
      output_tokens_details: { thinking_tokens: 20 },
      server_tool_use: { web_search_requests: 2 },
      service_tier: "batch",
      speed: "fast",
      inference_geo: "us",
    };
    const upstream = await startUpstream((response) => {
      const delta = event({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage });
      beginStream(response).end(messageStart + delta + messageStop);
    });
    const grant = grantFor(keyUpstream(upstream.url));
    await (await send(await (await startGateway()).open(grant, "socket"))).text();
    expect((await onlyReport(grant)).details).toEqual({
      thinking: 20,
      webSearches: 2,
      serviceTier: "batch",
      speed: "fast",
      geography: "us",
    });
  });

  it("holds the last bytes of an answer back that is no stream", async () => {
    const written = new Barrier();
    const message = JSON.stringify({
      id: "msg_2",
      type: "message",
      model: "claude-test",
      content: [{ type: "text", text: "x".repeat(300_000) }],
      usage: { input_tokens: 3, output_tokens: 4 },
    });
    const upstream = await startUpstream((response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(message),
    );
    const grant = grantFor(keyUpstream(upstream.url), { onEnded: () => written.passed });
    const door = await (await startGateway()).open(grant, "socket");
    const answer = await send(door);
    let received = "";
    const reading = (async () => {
      for (let chunk = await answer.next(); chunk !== null; chunk = await answer.next()) received += chunk;
    })();
    const report = await onlyReport(grant);
    expect(report).toMatchObject({ outcome: "COMPLETED", messageId: "msg_2" });
    expect(report.usage).toEqual({
      model: "claude-test",
      inputUncached: 3,
      cacheRead: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      output: 4,
      reportedCostMicros: null,
    });
    expect((await send(door, { path: "/" })).status).toBe(404);
    expect(received.length).toBeLessThan(message.length);
    expect(() => JSON.parse(received) as unknown).toThrow(SyntaxError);
    written.pass();
    await reading;
    expect(received).toBe(message);
  });

  it("changes not a byte, whatever the bytes are", async () => {
    const bytes = Buffer.concat([
      Buffer.from(": comment\r\n\r\nevent: message_start\r\ndata: {half\r\n\r\n"),
      Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x0a, 0x0a]),
      Buffer.from(messageStart),
      Buffer.from(`event: content_block_delta\ndata: ${"z".repeat(5 * 1024 * 1024)}\n\n`),
      Buffer.from(`${textDelta("ä😀")}${messageDelta}${messageStop}data: after the end\n\n`),
    ]);
    const upstream = await startUpstream((response) => {
      beginStream(response);
      for (let at = 0; at < bytes.length; at += 30_011) response.write(bytes.subarray(at, at + 30_011));
      response.end();
    });
    const grant = grantFor(keyUpstream(upstream.url));
    const door = await (await startGateway()).open(grant, "socket");
    expect(hashOf(await (await send(door)).bytes())).toBe(hashOf(bytes));
    expect(await onlyReport(grant)).toMatchObject({ outcome: "COMPLETED", usage: usageAtEnd });
  });
});

describe("a child that does not read", () => {
  const total = 96 * 1024 * 1024;
  const piece = Buffer.from(textDelta("x".repeat(64 * 1024)));

  /** Sends as fast as it is taken. */
  const startFlood = async (): Promise<{ url: string; sent: () => number }> => {
    let sent = 0;
    const flood = async (response: ServerResponse): Promise<void> => {
      beginStream(response).write(messageStart);
      while (sent < total) {
        sent += piece.length;
        if (!response.write(piece)) await once(response, "drain");
      }
      response.end(messageDelta + messageStop);
    };
    const { url } = await startUpstream((response) => void flood(response).catch(() => {}));
    return { url, sent: () => sent };
  };

  it("makes the service wait, and nothing is kept here meanwhile", async () => {
    const flood = await startFlood();
    const grant = grantFor(keyUpstream(flood.url));
    const gateway = await startGateway();
    const door = await gateway.open(grant, "socket");
    const answer = await send(door);
    // The flood stands still when many turns of everything else do not move it.
    let before = -1;
    while (flood.sent() !== before) {
      before = flood.sent();
      for (let turn = 0; turn < 200; turn += 1) await (await send(door, { path: "/" })).text();
    }
    // What the system's own socket buffers hold, but no buffer of ours.
    expect(flood.sent()).toBeLessThan(total / 3);
    expect(grant.ended).toEqual([]);

    let received = 0;
    for (let chunk = await answer.next(); chunk !== null; chunk = await answer.next()) received += chunk.length;
    expect(received).toBeGreaterThan(total);
    expect(await onlyReport(grant)).toMatchObject({ outcome: "COMPLETED", usage: usageAtEnd });
  });

  it("is not taken for a silent service", async () => {
    const flood = await startFlood();
    const grant = grantFor(keyUpstream(flood.url));
    const gateway = await startGateway({ idleTimeoutMs: 400 });
    const door = await gateway.open(grant, "socket");
    const answer = await send(door);
    const began = performance.now();
    while (performance.now() - began < 1_000) await (await send(door, { path: "/" })).text();
    expect(grant.ended).toEqual([]);
    let received = 0;
    for (let chunk = await answer.next(); chunk !== null; chunk = await answer.next()) received += chunk.length;
    expect(received).toBeGreaterThan(total);
  });

  it("and vanishes ends the call for the service too", async () => {
    const left = new Barrier();
    const upstream = await startUpstream((response) => {
      beginStream(response).write(messageStart);
      void gone(response).then(() => left.pass());
      const flood = async (): Promise<void> => {
        while (!response.destroyed) if (!response.write(piece)) await once(response, "drain");
      };
      flood().catch(() => {});
    });
    const grant = grantFor(keyUpstream(upstream.url));
    const door = await (await startGateway()).open(grant, "socket");
    const answer = await send(door);
    answer.vanish();
    await left.passed;
    expect(await onlyReport(grant)).toMatchObject({
      outcome: "CUT",
      error: null,
      httpStatus: 200,
      usage: usageAtStart,
    });
  });
});

describe("a child that vanishes", () => {
  it("in mid-answer is reported with what was known, once, and the service hears of it", async () => {
    const left = new Barrier();
    const upstream = await startUpstream((response) => {
      beginStream(response).write(messageStart + textDelta("some"));
      void gone(response).then(() => left.pass());
    });
    const grant = grantFor(keyUpstream(upstream.url));
    const door = await (await startGateway()).open(grant, "socket");
    const answer = await send(door);
    await answer.next();
    answer.vanish();
    await left.passed;
    expect(await onlyReport(grant)).toMatchObject({ outcome: "CUT", error: null, usage: usageAtStart });
    await door.close();
    expect(grant.ended.length).toBe(1);
  });

  it("before the answer began costs nothing that is known of", async () => {
    const arrived = new Barrier();
    const left = new Barrier();
    const upstream = await startUpstream((response) => {
      arrived.pass();
      void gone(response).then(() => left.pass());
    });
    const grant = grantFor(keyUpstream(upstream.url));
    const door = await (await startGateway()).open(grant, "socket");
    const { request } = begin(door);
    await arrived.passed;
    request.destroy();
    await left.passed;
    expect(await onlyReport(grant)).toMatchObject({
      outcome: "CUT",
      error: null,
      httpStatus: null,
      usage: null,
      firstByteMs: null,
    });
  });

  it("while the report of its whole answer is written is reported as it was", async () => {
    const written = new Barrier();
    const upstream = await startUpstream((response) =>
      beginStream(response).end(messageStart + messageDelta + messageStop),
    );
    const grant = grantFor(keyUpstream(upstream.url), { onEnded: () => written.passed });
    const door = await (await startGateway()).open(grant, "socket");
    const { request } = begin(door);
    await grant.reports(1);
    request.destroy();
    expect((await send(door, { path: "/" })).status).toBe(404);
    written.pass();
    await door.close();
    expect(grant.ended.map(({ outcome }) => outcome)).toEqual(["COMPLETED"]);
  });
});
