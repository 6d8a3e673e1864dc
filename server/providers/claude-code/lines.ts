import { StringDecoder } from "node:string_decoder";

/** A line of a stream, or how long one was that was too long to be kept. */
export type Line =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "too_long"; readonly bytes: number; readonly start: string };

const newline = 0x0a;

/**
 * Splits a byte stream into lines. Holds at most `maxBytes` of a line: the rest of a longer one is read and dropped,
 * so an endless line costs time and no memory. Half a line at the stream's end is given as a line.
 */
export async function* readLines(stream: AsyncIterable<unknown>, maxBytes: number): AsyncGenerator<Line, void> {
  let parts: Buffer[] = [];
  let kept = 0;
  let total = 0;

  const take = (): Line => {
    const text = new StringDecoder("utf8").end(Buffer.concat(parts));
    const line: Line =
      total > maxBytes ? { kind: "too_long", bytes: total, start: text.slice(0, 200) } : { kind: "line", text };
    parts = [];
    kept = 0;
    total = 0;
    return line;
  };
  const keep = (part: Buffer): void => {
    total += part.length;
    const room = maxBytes - kept;
    if (room <= 0) return;
    parts.push(part.subarray(0, room));
    kept += Math.min(room, part.length);
    // Known to be too long now: its start is enough for the log.
    if (total > maxBytes) parts = [Buffer.from(Buffer.concat(parts).subarray(0, 200))];
  };

  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, at));
      from = at + 1;
      if (total > 0) yield take();
    }
    keep(chunk.subarray(from));
  }
  if (total > 0) yield take();
}
