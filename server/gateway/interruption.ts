/** Why a call was ended before its answer had ended. A closing door hangs up on the child, which counts as the child's going. */
export type InterruptionCause = "child_gone" | "service_silent";

/** Ends one call. Of several causes the first counts. */
export class Interruption {
  readonly #controller = new AbortController();
  #cause: InterruptionCause | null = null;

  get cause(): InterruptionCause | null {
    return this.#cause;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  interrupt(cause: InterruptionCause): void {
    if (this.#cause !== null) return;
    this.#cause = cause;
    this.#controller.abort();
  }
}

/** Limits how long a service may be silent. Time in which nobody listens to it, because the child is slow, is not counted. */
export class SilenceLimit {
  readonly #afterMs: number;
  readonly #onSilence: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(afterMs: number, onSilence: () => void) {
    this.#afterMs = afterMs;
    this.#onSilence = onSilence;
  }

  listen(): void {
    this.stop();
    this.#timer = setTimeout(this.#onSilence, this.#afterMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
