import type { IncomingMessage } from "node:http";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import type { CallRequest, EndedCall, GatewayGrant } from "./grant.ts";
import { headerReader } from "./headers.ts";
import { nothingSeen, type Conclusion, type Observer } from "./observer.ts";
import { readRateLimits } from "./rate-limits.ts";

type Answered = Pick<EndedCall, "httpStatus" | "requestId" | "rateLimits" | "firstByteMs">;

/** Collects what becomes of one admitted call, and reports it once. */
export class CallRecord {
  readonly #call: CallRequest;
  readonly #onEnded: GatewayGrant["onEnded"];
  readonly #clock: Clock;
  readonly #log: Logger;
  #answered: Answered = { httpStatus: null, requestId: null, rateLimits: [], firstByteMs: null };
  #observer: Observer | null = null;
  #report: Promise<void> | null = null;

  constructor(call: CallRequest, options: { onEnded: GatewayGrant["onEnded"]; clock: Clock; log: Logger }) {
    this.#call = call;
    this.#onEnded = options.onEnded;
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
      outcome,
      error,
      retryAfterMs: error === null || error.retryAfterMs === null ? null : Math.ceil(error.retryAfterMs),
      durationMs: this.#elapsedMs(),
    };
    try {
      await this.#onEnded(ended);
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
