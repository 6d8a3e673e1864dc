import { StringDecoder } from "node:string_decoder";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CappedOutput } from "./capped-output.ts";
import type { ProcessOptions, Sandbox } from "./sandbox.ts";

export interface CommandOptions extends ProcessOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Of each stream that is kept; of more, the beginning and the end. */
  readonly maxOutputBytes: number;
  /**
   * `merged`: stdout and stderr as one text, in the order in which they were written. `separate`: stdout is `output`,
   * stderr is `errorOutput`; for output that is parsed.
   */
  readonly streams: "merged" | "separate";
  /**
   * What becomes of processes that the command leaves behind. `end`: they are looked for and ended before the result
   * (some 10 ms). `leave_to_attempt`: for commands of our own that leave none; the attempt's end looks for them anyway.
   */
  readonly leftovers: "end" | "leave_to_attempt";
  /** `output` as it comes, awaited: a slow receiver slows the command down. Ends silently after `maxOutputBytes`. */
  readonly onOutput?: (text: string) => Promise<void>;
  /**
   * What it reads from stdin; nothing by default. It need not read all of it. When this fails, the command is ended and
   * the failure thrown.
   */
  readonly input?: AsyncIterable<Uint8Array | string>;
}

export interface CommandResult {
  readonly outcome: "exited" | "timed_out" | "aborted" | "not_started";
  /** Null unless it exited by itself. */
  readonly exitStatus: number | null;
  readonly output: string;
  readonly outputTruncated: boolean;
  /** Empty where the streams are merged. */
  readonly errorOutput: string;
  readonly durationMs: number;
}

const collect = async (
  stream: Readable,
  maxBytes: number,
  onOutput: ((text: string) => Promise<void>) | undefined,
): Promise<CappedOutput> => {
  const kept = new CappedOutput(maxBytes);
  const decoder = new StringDecoder("utf8");
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) continue;
      const before = kept.totalBytes;
      kept.add(chunk);
      if (onOutput && before < maxBytes) await onOutput(decoder.write(chunk.subarray(0, maxBytes - before)));
    }
  } catch (error) {
    // A pipe that breaks because its process was killed is the end of the output; anything else is the receiver's.
    if (!stream.destroyed || stream.errored !== error) throw error;
  }
  return kept;
};

/** Rejects with a failure of the input alone: that a command reads no further is its own affair. */
const feed = async (stdin: Writable, input: AsyncIterable<Uint8Array | string> | undefined): Promise<void> => {
  if (input === undefined) return void stdin.end();
  const failures: unknown[] = [];
  const watched = async function* () {
    try {
      yield* input;
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  await pipeline(Readable.from(watched()), stdin).catch(() => undefined);
  if (failures.length > 0) throw failures[0];
};

/**
 * Runs one command to its end. The whole process tree is ended on timeout and abort, and also after a normal exit:
 * nothing that a command left behind in the background lives on.
 */
export const runCommand = async (sandbox: Sandbox, options: CommandOptions): Promise<CommandResult> => {
  const started = performance.now();
  const nothing = { exitStatus: null, output: "", outputTruncated: false, errorOutput: "" };
  const durationMs = (): number => Math.round(performance.now() - started);
  if (options.signal.aborted) return { ...nothing, outcome: "aborted", durationMs: durationMs() };
  if (!(await sandbox.hasCommand(options.command))) {
    return { ...nothing, outcome: "not_started", durationMs: durationMs() };
  }

  // One pipe for both streams keeps their order; two pipes would lose it.
  const merged = options.streams === "merged";
  const child = sandbox.start({
    ...options,
    command: merged ? "/bin/sh" : options.command,
    args: merged ? ["-c", 'exec "$0" "$@" 2>&1', options.command, ...options.args] : options.args,
  });
  let ending: Promise<number> | null = null;
  const end = (): Promise<number> => (ending ??= child.end());

  let outcome: "timed_out" | "aborted" | null = null;
  const feeding = feed(child.stdin, options.input);
  // What is read is not complete then; nobody shall take it for the whole.
  feeding.catch(() => void end());
  const stop = (reason: "timed_out" | "aborted"): void => {
    outcome ??= reason;
    void end();
  };
  const onAbort = (): void => stop("aborted");
  const timer = setTimeout(() => stop("timed_out"), options.timeoutMs);
  options.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const reading = Promise.all([
      collect(child.stdout, options.maxOutputBytes, options.onOutput),
      collect(child.stderr, options.maxOutputBytes, undefined),
    ]);
    const [exit] = await Promise.all([
      // What was left in the background may hold the pipe open: it must go before the output can end.
      child.exited.then(async (ended) => {
        if (options.leftovers === "end" || outcome !== null) await end();
        return ended;
      }),
      reading,
    ]);
    const [output, errorOutput] = await reading;
    // A process that was ended takes no more, and the pipe says so.
    await feeding;
    return {
      outcome: outcome ?? (exit.startError === null ? "exited" : "not_started"),
      exitStatus: outcome === null ? exit.status : null,
      output: output.text(),
      outputTruncated: output.totalBytes > options.maxOutputBytes,
      errorOutput: errorOutput.text(),
      durationMs: durationMs(),
    };
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener("abort", onAbort);
    // Also when a receiver threw: nothing may live on.
    await end();
  }
};
