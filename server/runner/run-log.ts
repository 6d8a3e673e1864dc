import type { EventPayload, LiveBlockKind } from "../contract/events.ts";
import type { Domain } from "../domain/domain.ts";
import { appendEvents, writeLiveBlock } from "../domain/events/index.ts";
import type { Lease } from "../domain/runs/index.ts";
import { knownSecrets } from "../platform/known-secrets.ts";
import type { RedactingStream } from "../platform/redaction.ts";

/** Thrown when the run is no longer ours. Whoever catches it ends the work; it is not a failure of the run. */
export class FencedError extends Error {
  override readonly name = "FencedError";
}

/** How often a block that is being written is stored and shown. Readers see text grow in steps of this. */
const liveIntervalMs = 60;
/** A live block shows the end of what is longer than this; the log's event has the capped whole. */
const liveCharacters = 48_000;

interface OpenBlock {
  readonly kind: LiveBlockKind;
  /** Keeps back an end that may be the beginning of a secret; appendEvents sees to whole texts. */
  readonly redaction: RedactingStream;
  text: string;
  /** The write under way; resolves to nothing, never rejects. */
  writing: Promise<void> | null;
  /** Runs between two writes; what comes meanwhile is written when it ends. */
  pause: NodeJS.Timeout | null;
  dirty: boolean;
}

const newBlock = (kind: LiveBlockKind): OpenBlock => ({
  kind,
  redaction: knownSecrets().stream(),
  text: "",
  writing: null,
  pause: null,
  dirty: false,
});

/**
 * The way of one attempt into the log. Every write shows the lease; the first that is refused throws FencedError, and
 * so do all after it.
 */
export class RunLog {
  readonly #domain: Pick<Domain, "prisma">;
  readonly #lease: Lease;
  readonly #blocks = new Map<string, OpenBlock>();
  #fenced = false;

  constructor(domain: Pick<Domain, "prisma">, lease: Lease) {
    this.#domain = domain;
    this.#lease = lease;
  }

  /** Appends what happened; returns when it is committed. */
  async append(...payloads: readonly EventPayload[]): Promise<void> {
    const { projectId, runId, phaseId, attemptId, leaseToken } = this.#lease;
    if (this.#fenced) throw new FencedError();
    const head = await appendEvents(this.#domain.prisma, {
      projectId,
      fence: { runId, leaseToken },
      events: payloads.map((payload) => ({ runId, phaseId, attemptId, payload })),
    });
    if (head === null) this.#fence();
  }

  /**
   * Adds text to a block that is being written. The first piece is shown at once, later ones a few times a second.
   * Waits for a write under way, which is the backpressure that reaches the process.
   */
  async grow(blockId: string, kind: LiveBlockKind, text: string): Promise<void> {
    if (this.#fenced) throw new FencedError();
    const block = this.#blocks.get(blockId) ?? newBlock(kind);
    this.#blocks.set(blockId, block);
    // Before the cut, which could leave the end of one.
    block.text = (block.text + block.redaction.push(text)).slice(-liveCharacters);
    block.dirty = true;
    if (block.pause === null && block.writing === null) this.#write(blockId, block);
    await block.writing;
  }

  /** Shows a line of our own words in the place of the one before. Nothing of it comes into the log. */
  show(blockId: string, text: string): void {
    if (this.#fenced) return;
    const block = this.#blocks.get(blockId) ?? newBlock("progress");
    this.#blocks.set(blockId, block);
    block.text = text;
    block.dirty = true;
    if (block.pause === null && block.writing === null) this.#write(blockId, block);
  }

  /** Forgets the block once nothing writes it any more; its finished event follows and takes its place. */
  async finish(blockId: string): Promise<void> {
    const block = this.#blocks.get(blockId);
    if (block === undefined) return;
    this.#blocks.delete(blockId);
    if (block.pause !== null) clearTimeout(block.pause);
    block.dirty = false;
    await block.writing;
  }

  /** Stops all live writes; for the end of an attempt. */
  async close(): Promise<void> {
    await Promise.all([...this.#blocks.keys()].map((blockId) => this.finish(blockId)));
  }

  #write(blockId: string, block: OpenBlock): void {
    const { projectId, runId, leaseToken } = this.#lease;
    const { kind, text } = block;
    block.dirty = false;
    block.writing = writeLiveBlock(this.#domain, { projectId, runId, leaseToken, blockId, kind, text })
      .then(
        (written) => void (this.#fenced ||= !written),
        // Live text is a convenience: the finished block's event carries it all, and a failure of that is reported.
        () => undefined,
      )
      .finally(() => {
        block.writing = null;
        if (this.#blocks.get(blockId) !== block) return;
        block.pause = setTimeout(() => {
          block.pause = null;
          if (block.dirty) this.#write(blockId, block);
        }, liveIntervalMs);
      });
  }

  #fence(): never {
    this.#fenced = true;
    throw new FencedError();
  }
}
