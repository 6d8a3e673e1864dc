import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ProcessOptions, Sandbox } from "../../sandbox/sandbox.ts";
import { TransferError } from "../transfers/git-failure.ts";

export interface CommandToFile extends ProcessOptions {
  /** Text, or the path of a file on the host; what the command reads. */
  readonly input: { readonly text: string } | { readonly file: string };
  /** On the host, outside of everything that a sandbox sees. */
  readonly file: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

const shownOfError = 500;

/**
 * Runs a command whose output is bytes, and keeps them in a file of the host's.
 * @returns how many
 * @throws TransferError
 */
export const commandToFile = async (sandbox: Sandbox, options: CommandToFile): Promise<number> => {
  const { input, file, maxBytes, signal } = options;
  signal.throwIfAborted();
  const child = sandbox.start(options);
  const stop = (): void => void child.end();
  signal.addEventListener("abort", stop, { once: true });
  let bytes = 0;
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said = (said + part.toString()).slice(-shownOfError)));
  const counted = async function* (output: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
    for await (const part of output) {
      bytes += part.length;
      if (bytes > maxBytes)
        throw new TransferError(`There is more than ${Math.round(maxBytes / 1024 ** 2)} MB to bring out.`);
      yield part;
    }
  };
  const source = "text" in input ? Readable.from([input.text]) : createReadStream(input.file);
  try {
    // That it reads no further is its own affair: its exit says what came of it.
    const feeding = pipeline(source, child.stdin).catch(() => undefined);
    await pipeline(child.stdout, counted, createWriteStream(file, { mode: 0o600 }));
    const [exit] = await Promise.all([child.exited, feeding]);
    if (exit.status === 0) return bytes;
    signal.throwIfAborted();
    throw new TransferError(`git could not bring it out: ${said.trim() === "" ? "it said nothing." : said.trim()}`);
  } finally {
    signal.removeEventListener("abort", stop);
    await child.end();
  }
};
