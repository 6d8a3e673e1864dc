import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import { refusals, sendApiError, type ApiError } from "./api-error.ts";
import type { CallRecord } from "./call-record.ts";
import { connectionEnded, errorOfAnswer, noAnswerInTime, noConnection, notTheApi } from "./failures.ts";
import type { CallRequest } from "./grant.ts";
import { responseHeaders } from "./headers.ts";
import { SilenceLimit, type Interruption } from "./interruption.ts";
import type { Conclusion, Observer } from "./observer.ts";
import { observeStream } from "./stream-observer.ts";
import { NoAnswer, type UpstreamCall, type UpstreamClient } from "./upstream.ts";
import { withholdSecrets } from "./withhold-secrets.ts";
import { observeError, observeMessage, observeStranger, observeTokenCount } from "./whole-observer.ts";

export interface Carriage {
  readonly call: CallRequest;
  readonly outgoing: Omit<UpstreamCall, "signal">;
  readonly response: ServerResponse;
  readonly interruption: Interruption;
  readonly record: CallRecord;
  readonly client: UpstreamClient;
  readonly clock: Clock;
  readonly idleTimeoutMs: number;
  readonly log: Logger;
}

/** Carries an admitted call to its service and the answer back. The record has been given an end when this resolves. */
export const carryCall = async (carriage: Carriage): Promise<void> => {
  const { call, outgoing, response, interruption, record, client, idleTimeoutMs, log } = carriage;
  const silence = new SilenceLimit(idleTimeoutMs, () => interruption.interrupt("service_silent"));
  let answer: IncomingMessage;
  // The child may have gone while its call was being admitted; then nothing is sent, and nothing is spent.
  if (interruption.cause !== null) return withoutAnswer(carriage, null);
  silence.listen();
  try {
    answer = await client.send({ ...outgoing, signal: interruption.signal });
  } catch (error) {
    return withoutAnswer(carriage, error);
  } finally {
    silence.stop();
  }

  record.begin(answer);
  const status = answer.statusCode ?? 0;
  const wrong = wrongAnswer(answer, status);
  if (wrong !== null) {
    answer.destroy();
    await record.end({ outcome: "FAILED", error: notTheApi(status) });
    return sendApiError(response, wrong, call.callId);
  }

  const observer = observerFor(carriage, answer, status);
  record.observe(observer);
  try {
    response.writeHead(status, responseHeaders(answer.headers));
    // A model may think for long before the first byte of its answer.
    response.flushHeaders();
    await passOn(carriage, answer, observer, silence);
  } catch (error) {
    answer.destroy();
    // A write to a child that has gone may fail before its going is heard of.
    if (response.socket?.destroyed === true) interruption.interrupt("child_gone");
    log.debug({ callId: call.callId, cause: interruption.cause, code: codeOf(error) }, "An answer ended early");
    const wasWhole = record.isReported;
    await record.end(cutShort(interruption, observer, status));
    // After the end of what it asked for, a broken connection would only make the child throw its answer away.
    if (wasWhole) response.end();
    else response.destroy();
  } finally {
    silence.stop();
  }
};

const withoutAnswer = async (
  { call, outgoing, response, interruption, record }: Carriage,
  error: unknown,
): Promise<void> => {
  // What had gone out whole may have been answered: nobody knows what it costs.
  const outcome = error instanceof NoAnswer && error.wasSent ? "CUT" : "FAILED";
  switch (interruption.cause) {
    case "child_gone":
      await record.end({ outcome: "CUT", error: null });
      response.destroy();
      return;
    case "service_silent": {
      const reason = noAnswerInTime(null);
      await record.end({ outcome, error: reason });
      return sendApiError(response, { status: 504, type: "timeout_error", message: reason.message }, call.callId);
    }
    case null: {
      const reason =
        error instanceof NoAnswer ? error.reason : noConnection("unexpected failure", outgoing.upstream.kind);
      await record.end({ outcome, error: reason });
      return sendApiError(response, { status: 502, type: "api_error", message: reason.message }, call.callId);
    }
  }
};

/** An answer that must not reach the child as it is. */
const wrongAnswer = ({ headers }: IncomingMessage, status: number): ApiError | null => {
  // Not followed: it could lead the credential anywhere.
  if (status >= 300 && status < 400) return refusals.wrongRedirect;
  const encoding = headers["content-encoding"] ?? "identity";
  return encoding === "identity" ? null : refusals.wrongEncoding;
};

const observerFor = ({ call, clock }: Carriage, answer: IncomingMessage, status: number): Observer => {
  if (status >= 400) return observeError((body) => errorOfAnswer(answer, status, body, clock.now()));
  const type = (answer.headers["content-type"] ?? "").toLowerCase();
  if (type.startsWith("application/json")) {
    return call.endpoint === "messages" ? observeMessage(call.model, status) : observeTokenCount(status);
  }
  if (!type.startsWith("text/event-stream")) return observeStranger(status);
  return observeStream({
    requestedModel: call.model,
    httpStatus: status,
    classify: (body) => errorOfAnswer(answer, null, body, clock.now()),
  });
};

/**
 * Passes on every chunk as it comes, and no more than the child takes. The end of the answer waits for its report: of a
 * stream the chunk with which a reader knows that it has ended, of anything else the last chunk.
 */
const passOn = async (
  { response, interruption, record }: Carriage,
  answer: IncomingMessage,
  observer: Observer,
  silence: SilenceLimit,
): Promise<void> => {
  const isStream = (answer.headers["content-type"] ?? "").toLowerCase().startsWith("text/event-stream");
  const chunks: AsyncIterable<Uint8Array> = answer;
  const withholding = withholdSecrets();
  let held: Uint8Array | null = null;
  silence.listen();
  for await (const chunk of chunks) {
    silence.stop();
    observer.feed(chunk);
    await record.hear(observer);
    if (observer.ended) await record.end(observer.conclude());
    if (!isStream && held !== null) await write(response, held, interruption.signal);
    const shown = withholding.push(chunk);
    if (isStream) await write(response, shown, interruption.signal);
    else held = shown;
    silence.listen();
  }
  silence.stop();
  await record.end(observer.conclude());
  if (held !== null) response.write(held);
  response.write(withholding.end());
  response.end();
};

const write = async (response: ServerResponse, chunk: Uint8Array, signal: AbortSignal): Promise<void> => {
  if (!response.write(chunk)) await once(response, "drain", { signal });
};

/** What to make of an answer whose connections ended before it did. */
const cutShort = ({ cause }: Interruption, observer: Observer, status: number): Conclusion => {
  // An error stays one, however little came of its body.
  if (status >= 400) return observer.conclude();
  switch (cause) {
    case "child_gone":
      return { outcome: "CUT", error: null };
    case "service_silent":
      return { outcome: "CUT", error: noAnswerInTime(status) };
    case null:
      return { outcome: "CUT", error: connectionEnded(status) };
  }
};

const codeOf = (error: unknown): string | null =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
