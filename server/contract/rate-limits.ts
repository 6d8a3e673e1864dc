import type { AccountKind } from "./usage.ts";

/**
 * Limits of accounts as their provider reports them. A window is what a provider counts use in: five hours, a week, the
 * requests of a minute. What is not reported is not there; what is forecast is called so, and made of reports alone; what
 * is estimated is called so, too, and decides nothing.
 */

/** The lines of a subscription and the headers of its answers call the same windows by different names. */
const headerNames: Readonly<Record<string, string>> = {
  "5h": "five_hour",
  "7d": "seven_day",
  "7d_opus": "seven_day_opus",
  "7d_sonnet": "seven_day_sonnet",
};

/** One name for each window, whoever reports it. */
export const windowName = (name: string): string => headerNames[name] ?? name.replaceAll("-", "_");

/** The family of models that a window counts alone; null: it counts all models. */
export const familyOfWindow = (name: string): string | null => /^(?:five_hour|seven_day)_(.+)$/.exec(name)?.[1] ?? null;

const hour = 3_600_000;

/** How long a window is, in milliseconds; null where that is not known (the windows of an API key). */
export const windowLength = (name: string): number | null => {
  if (name === "five_hour") return 5 * hour;
  return name.startsWith("seven_day") ? 7 * 24 * hour : null;
};

/** A share of 1 may be overdrawn a little; what is more than twice the whole can only be meant in per cent. */
const largestShare = 2;

/** A share from 0 to 1, of a figure from 0 to 1 or from 0 to 100; null where it is neither. */
export const shareOf = (figure: number): number | null => {
  if (!Number.isFinite(figure) || figure < 0) return null;
  return Math.min(1, figure > largestShare ? figure / 100 : figure);
};

/** Times of our days in seconds have ten digits, in milliseconds thirteen; smaller numbers are no points in time. */
const earliestSeconds = 1e9;
const earliestMilliseconds = 1e11;
const latestMilliseconds = 1e13;

/** ISO 8601, of seconds or milliseconds since 1970; null where it is neither. */
export const timeOf = (figure: number): string | null => {
  if (!Number.isFinite(figure) || figure < earliestSeconds) return null;
  const milliseconds = figure < earliestMilliseconds ? figure * 1_000 : figure;
  return milliseconds < latestMilliseconds ? new Date(milliseconds).toISOString() : null;
};

/** What a provider last said of one window. */
export interface LimitWindowView {
  readonly name: string;
  /** 0 to 1, of the window that runs now; null: not reported. */
  readonly utilisation: number | null;
  readonly status: "allowed" | "warning" | "rejected" | null;
  readonly limit: number | null;
  readonly remaining: number | null;
  /** When it begins anew; null: not reported. */
  readonly resetsAt: Date | null;
  /** It has begun anew since, and nothing was reported of the new one yet. */
  readonly hasReset: boolean;
  /** It was reported as used up, and calls were answered since without a new figure: the old one is over. */
  readonly answersAgain: boolean;
  readonly reportedAt: Date;
}

/** The windows of one account. */
export interface AccountLimits {
  readonly provider: string;
  readonly accountKind: AccountKind;
  /** Which of these accounts; no secret. */
  readonly account: string;
  readonly windows: readonly LimitWindowView[];
}

/** How far forecasts were off that were made as long before the end of earlier windows. */
export interface ForecastError {
  /** Eight of ten were off by no more than this share of the window. */
  readonly share: number;
  /** How many there were: one for each earlier window whose end is known. */
  readonly forecasts: number;
}

/** What a window will have come to, if it goes on being used as lately. Shares are of the window, 1 is all of it. */
export interface WindowForecast {
  /** The share that is used in an hour. */
  readonly slopePerHour: number;
  /** As last reported. */
  readonly utilisation: number;
  /** When it begins anew; more than 1 where the window would not be enough. */
  readonly atReset: number;
  /** When it would be used up; null: not before it begins anew. */
  readonly fullAt: Date | null;
  /** Null, as `pastError`, where too few earlier windows are known to say how good forecasts are. */
  readonly band: { readonly low: number; readonly high: number } | null;
  readonly pastError: ForecastError | null;
  /** The reports that it is made of. */
  readonly samples: number;
}

/**
 * How much of a window that runs now is used, where its provider does not say: by the ledger, against what was used of
 * earlier ones when it did. Nothing is decided by it.
 */
export interface WindowEstimate {
  /** 0 to 1. */
  readonly utilisation: number;
  /** When it begins anew, by its first call where that is not reported either. */
  readonly resetsAt: Date;
  /**
   * Eight of ten earlier windows, each estimated from the others, were off by no more than this share of the window.
   */
  readonly pastError: { readonly share: number; readonly windows: number };
}

/** What projects have used of a window that runs now. */
export interface WindowShare {
  /** unseen: all projects together that one may not see. rest: all together that are not listed, so that shares add up. */
  readonly whose:
    | { readonly kind: "project"; readonly id: string; readonly title: string }
    | { readonly kind: "unseen" | "rest" };
  readonly calls: number;
  readonly tokens: number;
  /** Of all that was used of the window through this installation, by API-equivalent cost; 0 to 1. */
  readonly share: number;
}

export interface AccountLimitsWithShares extends AccountLimits {
  readonly windows: readonly (LimitWindowView & {
    /** Null: how long the window is, or when it ends, is not known. */
    readonly shares: readonly WindowShare[] | null;
    /** Null: too little is reported of the window that runs now, or its length or end is not known. */
    readonly forecast: WindowForecast | null;
    /** Null: it is reported, or too little is known of earlier windows to say how good an estimate is. */
    readonly estimate: WindowEstimate | null;
  })[];
}
