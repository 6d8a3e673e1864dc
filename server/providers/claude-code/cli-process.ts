import { EventEmitter, once } from "node:events";
import { PassThrough, type Readable, type Writable } from "node:stream";
import type { SpawnedProcess } from "@anthropic-ai/claude-agent-sdk";
import { CappedOutput } from "../../sandbox/capped-output.ts";
import type { ProcessExit, SandboxedProcess } from "../../sandbox/sandbox.ts";
import { readCliLine, type CliLine } from "./cli-lines.ts";
import { readLines } from "./lines.ts";

/** A line of 16 MiB is none that the product could use: the largest real ones carry a file or an output. */
const maxLineBytes = 16 * 1024 * 1024;
const maxStderrBytes = 8 * 1024;

export type UnreadKind = "unknown" | "garbage" | "broken_result";

export interface CliProcessOptions {
  readonly process: SandboxedProcess;
  /** Awaited before the next line is read: a slow receiver slows the process down. */
  readonly onLine: (line: CliLine) => Promise<void>;
  /** Anything at all has come, be it half a line. */
  readonly onBytes: () => void;
  /** A line that could not be used; `detail` says what kind, without its content. */
  readonly onUnread: (kind: UnreadKind, detail: string) => void;
  /** A line that was dropped because nothing may be that long. Awaited like `onLine`. */
  readonly onTooLong: (bytes: number) => Promise<void>;
}

export interface CliProcess {
  /** What the SDK is given. */
  readonly forSdk: SpawnedProcess;
  /** Resolves when the process has ended and all it wrote was received; rejects with a receiver's error. */
  readonly done: Promise<ProcessExit>;
  stderr(): string;
}

/** The process as the SDK knows processes. */
class ProcessForSdk extends EventEmitter implements SpawnedProcess {
  readonly stdin: Writable;
  readonly stdout = new PassThrough();
  killed = false;
  exitCode: number | null = null;
  signalCode: NodeJS.Signals | null = null;
  readonly #end: () => Promise<number>;

  constructor(process: SandboxedProcess) {
    super();
    this.stdin = process.stdin;
    this.#end = () => process.end();
    // The SDK listens for errors, but not from the first moment on.
    this.on("error", () => undefined);
  }

  kill(): boolean {
    this.killed = true;
    void this.#end();
    return true;
  }

  async passOn(line: string): Promise<void> {
    if (!this.stdout.write(`${line}\n`)) await once(this.stdout, "drain");
  }

  /** Called when every line was received: the SDK ends its conversation on this. */
  ended({ status, signal, startError }: ProcessExit): void {
    this.exitCode = startError === null ? status : 1;
    this.signalCode = signal;
    this.stdout.end();
    if (startError !== null) this.emit("error", new Error(`spawn failed: ${startError}`));
    this.emit("exit", this.exitCode, signal);
  }
}

async function* tapped(stream: Readable, onBytes: () => void): AsyncGenerator<unknown, void> {
  try {
    for await (const chunk of stream) {
      onBytes();
      yield chunk;
    }
  } catch (error) {
    // A pipe that breaks because its process was killed ends like any other.
    if (stream.errored !== error) throw error;
  }
}

/**
 * Stands between the process and the SDK and reads every line first. The SDK queues lines without limit and acts on
 * hooks before its caller has seen the lines before them; here a line is received completely before the next one is
 * read, and the SDK gets only what it needs to drive the process: its own control lines, and the result.
 */
export const attachToCli = ({ process, onLine, onBytes, onUnread, onTooLong }: CliProcessOptions): CliProcess => {
  const forSdk = new ProcessForSdk(process);
  const stderr = new CappedOutput(maxStderrBytes);

  const receive = async (text: string): Promise<void> => {
    const read = readCliLine(text);
    switch (read.kind) {
      case "control":
        return forSdk.passOn(text);
      case "event":
        await onLine(read.line);
        if (read.line.type === "result") await forSdk.passOn(text);
        return;
      case "unknown":
        onUnread("unknown", read.type);
        return;
      case "broken_result":
      case "garbage":
        onUnread(read.kind, `${text.length} characters`);
        return;
    }
  };
  const readAll = async (): Promise<void> => {
    for await (const line of readLines(tapped(process.stdout, onBytes), maxLineBytes)) {
      if (line.kind === "line") await receive(line.text);
      else await onTooLong(line.bytes);
    }
  };
  const readStderr = async (): Promise<void> => {
    for await (const chunk of tapped(process.stderr, () => undefined)) if (Buffer.isBuffer(chunk)) stderr.add(chunk);
  };

  const finish = async (): Promise<ProcessExit> => {
    const exited = process.exited.then(async (exit) => {
      // Whatever it left behind holds its pipes open, and must not live on anyway.
      await process.end();
      return exit;
    });
    try {
      await Promise.all([exited, readAll(), readStderr()]);
    } finally {
      // After a receiver's error too: nothing of it may live on, and the SDK must let go.
      await process.end();
      forSdk.ended(await exited);
    }
    return exited;
  };
  return { forSdk, done: finish(), stderr: () => stderr.text() };
};
