/** What a figure is held against: measured in the same run, in the same unit. */
export interface Counterpart {
  readonly what: string;
  readonly value: number;
}

/**
 * One line of `npm run bench -- --json`. `against` is null only where nothing bare does the same (the runner's own
 * checks and commits); `ratio` is `value / against.value`, null together with it.
 */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: "ms" | "s" | "MB";
  readonly against: Counterpart | null;
  readonly ratio: number | null;
}

/** Measures one or several things; `say` is for progress, which never mixes with the figures. */
export type Bench = (say: (text: string) => void) => Promise<readonly Measurement[]>;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

export const measurement = (figure: Omit<Measurement, "ratio">): Measurement => {
  const { against } = figure;
  const value = rounded(figure.value, 3);
  if (against === null) return { ...figure, value, ratio: null };
  return {
    ...figure,
    value,
    against: { ...against, value: rounded(against.value, 3) },
    ratio: rounded(figure.value / against.value, 3),
  };
};

/**
 * The smallest value that at least `share` (0-1) of the values do not exceed (nearest rank).
 * @throws Error for no values
 */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error("Nothing was measured.");
  return found;
};

/** Of an even number of values the mean of the two in the middle. */
export const median = (values: readonly number[]): number =>
  (percentile(values, 0.5) + percentile(values, (values.length + 1) / 2 / values.length)) / 2;

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Does something `count` times, one after the other, and gives back what came of each. */
export const repeatedly = async <Result>(
  count: number,
  once: (index: number) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = [];
  for (let index = 0; index < count; index += 1) results.push(await once(index));
  return results;
};

/** Milliseconds that something took, by the monotonic clock. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};
