/**
 * Keeps the beginning and the end of a text whose length is not known: what a command said first, and how it
 * ended. Holds at most `maxBytes`, however much is added.
 */
export class CappedOutput {
  readonly #half: number;
  #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #total = 0;

  constructor(maxBytes: number) {
    this.#half = Math.floor(maxBytes / 2);
  }

  get totalBytes(): number {
    return this.#total;
  }

  add(chunk: Buffer): void {
    this.#total += chunk.length;
    const room = this.#half - this.#headBytes;
    if (room > 0) {
      const part = chunk.subarray(0, room);
      this.#head.push(part);
      this.#headBytes += part.length;
    }
    const rest = chunk.subarray(Math.max(0, room));
    if (rest.length === 0) return;
    this.#tail.push(rest.length > this.#half ? rest.subarray(rest.length - this.#half) : rest);
    this.#tailBytes += this.#tail.at(-1)?.length ?? 0;
    // Joined only when it holds twice what is kept, so that many small chunks cost no quadratic copying.
    if (this.#tailBytes > this.#half * 2) this.#trimTail();
  }

  #trimTail(): void {
    const joined = Buffer.concat(this.#tail);
    const kept = joined.subarray(Math.max(0, joined.length - this.#half));
    // A copy, or the whole chunk stays in memory behind the part that is kept.
    this.#tail = [Buffer.from(kept)];
    this.#tailBytes = kept.length;
  }

  /** Bytes that belong to no character (a cut, or no text at all) read as U+FFFD. */
  text(): string {
    this.#trimTail();
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    const leftOut = this.#total - head.length - tail.length;
    if (leftOut <= 0) return Buffer.concat([head, tail]).toString("utf8");
    return `${head.toString("utf8")}\n… ${leftOut} bytes left out …\n${tail.toString("utf8")}`;
  }
}
