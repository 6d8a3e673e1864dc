import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { ProcessExit, SandboxedProcess } from "../../sandbox/sandbox.ts";
import { withToolProcess } from "./tool-process.ts";

const exit: ProcessExit = { status: 3, signal: null, startError: null };

/** A process that has ended before anybody has read what it wrote, as on a busy machine. */
const endedProcess = (lastWords: (child: { stdout: PassThrough; stderr: PassThrough }) => void): SandboxedProcess => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const exited = Promise.resolve(exit);
  // After whoever waits for its end has been told.
  setImmediate(() => lastWords({ stdout, stderr }));
  return { stdin: stdin.resume(), stdout, stderr, exited, end: () => Promise.resolve(0) };
};

const calls = { timeoutMs: 30_000, signal: new AbortController().signal };

test("what a tool wrote before it ended is in the words about it, however late it is read", async () => {
  const child = endedProcess(({ stdout, stderr }) => {
    stderr.end("I cannot go on.");
    stdout.end();
  });
  await expect(withToolProcess(child, calls, () => Promise.resolve())).rejects.toMatchObject({
    outcome: "crashed",
    message: "Its process ended (status 3) before it answered. It said: I cannot go on.",
  });
});

test("what it left behind may hold its pipes: nobody waits for that for long", async () => {
  const child = endedProcess(({ stderr }) => void stderr.write("Goodbye."));
  await expect(withToolProcess(child, calls, () => Promise.resolve())).rejects.toThrow("It said: Goodbye.");
});
