import { lossyOutput } from "../../server/platform/lossy-output.ts";

/** What is told to the person at the terminal: one line per thing that happened, with how long it took if long. */

const seconds = (ms: number): string => (ms < 200 ? "" : ` (${(ms / 1000).toFixed(1)} s)`);

const output = lossyOutput(1);
const errors = lossyOutput(2);
export const say = (text: string): void => output.write(`${text}\n`);
/** What somebody has to act on. */
export const complain = (text: string): void => errors.write(`\n${text}\n`);

/** Does one step and says what came of it; nothing when `result` gives null. */
export async function step<T>(work: () => Promise<T>, result: (value: T) => string | null): Promise<T> {
  const began = performance.now();
  const value = await work();
  const text = result(value);
  if (text !== null) say(`  ${text}${seconds(performance.now() - began)}`);
  return value;
}

/** An error's words for a person; our own errors say what happened, why and what to do next. */
export const explain = (error: unknown): string => (error instanceof Error ? error.message : String(error));
