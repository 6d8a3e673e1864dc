import type { IncomingMessage } from "node:http";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import type { BegunCall, CallRequest, EndedCall, GatewayGrant } from "./grant.ts";
import { headerReader } from "./headers.ts";
import { nothingSeen, type Conclusion, type Observer } from "./observer.ts";
import { readRateLimits } from "./rate-limits.ts";

type Answered = Pick<EndedCall, "httpStatus" | "requestId" | "rateLimits" | "firstByteMs">;

/** Collects what becomes of one admitted call, and reports it once. */
export class CallRecord {
  readonly #call: CallRequest;
  readonly #grant: Pick<GatewayGrant, "onBegun" | "onEnded">;
  readonly #clock: Clock;
  readonly #log: Logger;
  #answered: Answered = { httpStatus: null, requestId: null, rateLimits: [], firstByteMs: null };
  #observer: Observer | null = null;
  #firstTokenMs: number | null = null;
  #begun = false;
  #report: Promise<void> | null = null;

  constructor(
    call: CallRequest,
    options: { grant: Pick<GatewayGrant, "onBegun" | "onEnded">; clock: Clock; log: Logger },
  ) {
    this.#call = call;
    this.#grant = options.grant;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** The service's answer has begun. */
  begin(answer: IncomingMessage): void {
    this.#answered = {
      httpStatus: answer.statusCode ?? null,
      requestId: headerReader(answer.headers)("request-id")?.slice(0, 200) ?? null,
      rateLimits: readRateLimits(answer.headers),
      firstByteMs: this.#elapsedMs(),
    };
  }

  observe(observer: Observer): void {
    this.#observer = observer;
  }

  /** The observer has been fed more. Resolves when what must not be lost from now on has been told. Never throws. */
  async hear(observer: Observer): Promise<void> {
    if (observer.speaking) this.#firstTokenMs ??= this.#elapsedMs();
    if (this.#begun || observer.ended || observer.seen.usage === null) return;
    this.#begun = true;
    const { callId } = this.#call;
    const { httpStatus, requestId, rateLimits, firstByteMs } = this.#answered;
    const begun: BegunCall = { callId, ...observer.seen, httpStatus, requestId, rateLimits, firstByteMs };
    try {
      await this.#grant.onBegun(begun);
    } catch (cause) {
      // Its end will say more, if this process lives until then.
      this.#log.error({ err: cause, callId }, "The beginning of an answer could not be written down");
    }
  }

  get isReported(): boolean {
    return this.#report !== null;
  }

  /** Reports the first conclusion that it is given; resolves when the owner has heard of it. Never throws. */
  end(conclusion: Conclusion): Promise<void> {
    this.#report ??= this.#tell(conclusion);
    return this.#report;
  }

  async #tell({ outcome, error }: Conclusion): Promise<void> {
    const { callId, endpoint, model } = this.#call;
    const ended: EndedCall = {
      callId,
      endpoint,
      model,
      ...this.#answered,
      ...(this.#observer?.seen ?? nothingSeen),
      firstTokenMs: this.#firstTokenMs,
      outcome,
      error,
      retryAfterMs: error === null || error.retryAfterMs === null ? null : Math.ceil(error.retryAfterMs),
      durationMs: this.#elapsedMs(),
    };
    try {
      await this.#grant.onEnded(ended);
    } catch (cause) {
      // The answer goes on all the same: its tokens are spent, and an agent without it would spend them again. The
      // row that admit() wrote stays without an end, which says that this call's usage is unknown.
      this.#log.error({ err: cause, callId }, "The end of a call could not be written down");
    }
  }

  /** Never negative: the clock of the machine may be set back. */
  #elapsedMs(): number {
    return Math.max(0, this.#clock.now().getTime() - this.#call.startedAt.getTime());
  }
}
