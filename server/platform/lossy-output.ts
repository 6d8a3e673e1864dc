import { writeSync } from "node:fs";

/** Where lines go that may be lost. */
export interface LossyOutput {
  write(text: string): void;
}

/** How long a reader that cannot keep up is waited for, in all, and at a time. */
const patience = { times: 100, ms: 10 } as const;
const sleeping = new Int32Array(new SharedArrayBuffer(4));

/**
 * Standard output or error, for lines without which the work still goes on: on a full disk, or when nobody reads any
 * more, they are lost, and the first one that can be written again is preceded by how many. Nothing is thrown and
 * nothing waits for ever. (A stream would end the process with its error, and pino's own writer repeats a refused write
 * without end when the process exits.)
 */
export const lossyOutput = (
  fd: 1 | 2,
  write: (fd: number, bytes: Uint8Array) => number = (to, bytes) => writeSync(to, bytes),
): LossyOutput => {
  let lost = 0;
  /** The last line was written in part. */
  let broken = false;
  const attempt = (text: string): boolean => {
    let rest: Uint8Array = Buffer.from(text);
    for (let waited = 0; rest.length > 0;) {
      try {
        rest = rest.subarray(write(fd, rest));
        broken = rest.length > 0;
      } catch (error) {
        const isBusy = error instanceof Error && "code" in error && error.code === "EAGAIN";
        if (!isBusy || waited === patience.times) return false;
        waited += 1;
        Atomics.wait(sleeping, 0, 0, patience.ms);
      }
    }
    return true;
  };
  return {
    write(text) {
      const before = lost === 0 ? "" : `${lost} lines could not be written.\n`;
      if (attempt(`${broken ? "\n" : ""}${before}${text}`)) lost = 0;
      else lost += 1;
    },
  };
};
