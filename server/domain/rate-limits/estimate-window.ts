import type { WindowEstimate } from "../../contract/rate-limits.ts";

/** An earlier window whose provider said how much of it was used, and what this installation had used by then. */
export interface KnownWindow {
  /** By the ledger: millionths of a dollar, at API prices. The prices weigh the kinds of tokens and the models. */
  readonly micros: number;
  /** 0 to 1, as reported; 1 where its limit was reached. */
  readonly utilisation: number;
}

/** Less of a window than this is too coarse a figure to tell the whole from. */
const leastUtilisation = 0.1;
/** With fewer windows nothing is estimated: their error would say nothing. */
const fewestWindows = 5;
/** Eight of ten estimates were off by no more than what is called their error. */
const errorQuantile = 0.8;

/**
 * How much of a window is used of which nothing is reported: what was used of it, as a share of what such windows have
 * held. That is the median, for whatever is used elsewhere with the same account makes some of them look small. Each
 * earlier window is estimated from the others in the same way; how far that was off is the error. Pure.
 * @param micros what this installation has used of the window, in the same terms
 * @returns null where too few windows are known to say how good an estimate is
 */
export const estimateWindow = (
  known: readonly KnownWindow[],
  micros: number,
): Omit<WindowEstimate, "resetsAt"> | null => {
  const capacities = known.flatMap((window) =>
    window.utilisation < leastUtilisation || window.micros <= 0
      ? []
      : [{ ...window, capacity: window.micros / window.utilisation }],
  );
  if (capacities.length < fewestWindows) return null;
  const shareOf = (used: number, of: readonly { readonly capacity: number }[]): number =>
    Math.min(1, used / median(of.map(({ capacity }) => capacity)));
  const errors = capacities.map((each) =>
    Math.abs(
      shareOf(
        each.micros,
        capacities.filter((other) => other !== each),
      ) - each.utilisation,
    ),
  );
  const share = errors.toSorted((a, b) => a - b)[Math.ceil(errors.length * errorQuantile) - 1] ?? 1;
  return { utilisation: shareOf(micros, capacities), pastError: { share, windows: errors.length } };
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return ((low ?? 0) + (high ?? 0)) / 2;
};

/**
 * When the window began that runs now: one begins with the first call after the end of the one before, not at the full
 * hour.
 * @param after the end of a window
 * @param calls when calls were made, oldest first
 * @param length of a window, in milliseconds
 * @returns null where nothing was used since the last one ended: none runs
 */
export const windowBegan = (
  calls: readonly Date[],
  { after, length, now }: { readonly after: Date; readonly length: number; readonly now: Date },
): Date | null => {
  let end = after;
  let began: Date | null = null;
  for (const call of calls) {
    if (call < end) continue;
    began = call;
    end = new Date(call.getTime() + length);
  }
  return began !== null && end > now ? began : null;
};
