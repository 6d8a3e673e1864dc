import type { ForecastError, WindowForecast } from "../../contract/rate-limits.ts";

/** How much of a window was used at a moment, as its provider reported it. */
export interface UtilisationSample {
  readonly at: Date;
  /** 0 to 1. */
  readonly utilisation: number;
  /** Tells one window from the next. */
  readonly resetsAt: Date;
}

/** Use from so long ago counts half as much as use now. */
const halfLifeMs = 20 * 60_000;
/** From less than this nothing can be said about a slope. */
const shortestMs = 5 * 60_000;
/** Two reports of one window's end differ by less. */
const sameWindowMs = 60_000;
/** Eight of ten past forecasts were off by no more than what is called their error. */
const errorQuantile = 0.8;
const fewestForecasts = 5;
/** What a window came to is known where its last sample is from its last tenth. */
export const lastPart = 0.1;

const hourMs = 3_600_000;

interface Moment {
  readonly now: Date;
  readonly resetsAt: Date;
}

/**
 * What a window will have come to when it begins anew, if it goes on being used as lately: the mean of the slopes between
 * reports, each weighted by how long it held and halved every 20 minutes that it lies back. Time since the last report
 * counts as no use, for every call reports.
 * @param samples of this window, and of earlier ones of the same name: they say how far such forecasts were off. Oldest
 * first.
 * @param length how long the window is, in milliseconds
 * @returns null where fewer than two reports, or less than five minutes, are known of the window
 */
export const forecastWindow = (
  samples: readonly UtilisationSample[],
  { now, resetsAt, length }: Moment & { readonly length: number },
): WindowForecast | null => {
  const current = samples.filter((sample) => sample.at <= now && isOf(sample, resetsAt));
  const course = extrapolate(current, { now, resetsAt });
  if (course === null) return null;
  const pastError = errorOfPast(samples, { now, resetsAt, length });
  return {
    ...course,
    band: pastError && {
      low: Math.max(course.utilisation, course.atReset - pastError.share),
      high: course.atReset + pastError.share,
    },
    pastError,
    samples: current.length,
  };
};

const isOf = (sample: UtilisationSample, resetsAt: Date): boolean =>
  Math.abs(sample.resetsAt.getTime() - resetsAt.getTime()) < sameWindowMs;

/** How much a stretch of time weighs at `now`: the integral of the halving weight over it. */
const weightOf = (from: number, to: number, now: number): number =>
  2 ** ((to - now) / halfLifeMs) - 2 ** ((from - now) / halfLifeMs);

const extrapolate = (
  current: readonly UtilisationSample[],
  { now, resetsAt }: Moment,
): Pick<WindowForecast, "slopePerHour" | "utilisation" | "atReset" | "fullAt"> | null => {
  const [first, last] = [current[0], current.at(-1)];
  if (first === undefined || last === undefined || current.length < 2) return null;
  if (now.getTime() - first.at.getTime() < shortestMs || now >= resetsAt) return null;
  const points = [...current, { ...last, at: now }];
  let [sum, weights] = [0, 0];
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    const took = from === undefined ? 0 : to.at.getTime() - from.at.getTime();
    if (from === undefined || took <= 0) continue;
    const weight = weightOf(from.at.getTime(), to.at.getTime(), now.getTime());
    sum += (weight * (to.utilisation - from.utilisation)) / took;
    weights += weight;
  }
  // A window's use only grows; where reports say otherwise for a moment, they are of different age.
  const perMs = Math.max(0, sum / weights);
  const { utilisation } = last;
  const fullIn = utilisation >= 1 ? 0 : (1 - utilisation) / perMs;
  const left = resetsAt.getTime() - now.getTime();
  return {
    slopePerHour: perMs * hourMs,
    utilisation,
    atReset: utilisation + perMs * left,
    fullAt: fullIn < left ? new Date(now.getTime() + fullIn) : null,
  };
};

/**
 * How far such forecasts were off: one for each earlier window, made as long before its end as it is now, held against
 * what the window came to.
 */
const errorOfPast = (
  samples: readonly UtilisationSample[],
  { now, resetsAt, length }: Moment & { readonly length: number },
): ForecastError | null => {
  const left = resetsAt.getTime() - now.getTime();
  const errors = earlierWindows(samples, now).flatMap((window) => {
    const last = window.at(-1);
    if (last === undefined || last.resetsAt.getTime() - last.at.getTime() > length * lastPart) return [];
    const then = new Date(last.resetsAt.getTime() - left);
    const course = extrapolate(
      window.filter(({ at }) => at <= then),
      { now: then, resetsAt: last.resetsAt },
    );
    return course === null || last.at <= then ? [] : [Math.abs(Math.min(1, course.atReset) - last.utilisation)];
  });
  if (errors.length < fewestForecasts) return null;
  const sorted = errors.toSorted((a, b) => a - b);
  return { share: sorted[Math.ceil(errors.length * errorQuantile) - 1] ?? 1, forecasts: errors.length };
};

const earlierWindows = (samples: readonly UtilisationSample[], now: Date): UtilisationSample[][] => {
  const windows: UtilisationSample[][] = [];
  for (const sample of samples) {
    if (sample.resetsAt > now) continue;
    const known = windows.at(-1);
    if (known?.[0] !== undefined && isOf(sample, known[0].resetsAt)) known.push(sample);
    else windows.push([sample]);
  }
  return windows;
};
