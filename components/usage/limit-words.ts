import { capitalised, formatAtClock } from "#client/ui/format";
import type { FallbackView } from "#server/contract/fallback";
import {
  windowLength,
  type AccountLimits,
  type AccountLimitsWithShares,
  type LimitWindowView,
  type WindowEstimate,
  type WindowForecast,
} from "#server/contract/rate-limits";
import { isNamedWindow, windowNames } from "#server/contract/window-names";

/** A window in words; names that nobody knows yet as they are. */
export const windowWords = (name: string): string => capitalised(windowNames(name).title);

/** A window's limit, as the beginning of "… reached". */
export const limitWords = (name: string | null): string => (name === null ? "Limit" : windowNames(name).limit);

/** From which share on, 0 to 1, work may leave a window of Claude's; null: it stays until it is refused. */
export const thresholdOf = ({ account, mode, wish, early }: FallbackView): number | null =>
  account !== null && mode === "auto" && wish === null ? early.threshold / 100 : null;

/** From which share on, 0 to 1, work may leave this window of an account's; null: it stays until it is refused. */
export const markOf = (
  { account, name }: { readonly account: string; readonly name: string },
  fallback: FallbackView | undefined,
): number | null =>
  fallback === undefined || account !== fallback.account || windowLength(name) === null ? null : thresholdOf(fallback);

/** When a window begins anew by what is reported of it; null: not reported, or no longer true. */
export const endOf = ({
  resetsAt,
  hasReset,
  answersAgain,
}: Pick<LimitWindowView, "resetsAt" | "hasReset" | "answersAgain">): Date | null =>
  hasReset || answersAgain ? null : resetsAt;

const statusWords = { allowed: "not used up", warning: "nearly used up", rejected: "used up" } as const;

/** How much of a window is used, in words. */
export const usedWords = ({
  hasReset,
  answersAgain,
  utilisation,
  status,
  estimate,
}: AccountLimitsWithShares["windows"][number]): string => {
  if (estimate !== null) return `about ${percentOf(estimate.utilisation)} used, estimated`;
  if (hasReset) return "begun anew, nothing reported since";
  if (answersAgain) return "was used up, has answered since";
  if (utilisation !== null) return `${percentOf(utilisation)} used`;
  return status === null ? "not reported" : statusWords[status];
};

/** Whether a window is drawn. Of one without a figure nothing is: an empty gauge would say that nothing is used. */
export const isDrawn = ({
  utilisation,
  estimate,
}: Pick<AccountLimitsWithShares["windows"][number], "utilisation" | "estimate">): boolean =>
  utilisation !== null || estimate !== null;

/** How to read what is drawn of the windows; empty where there is nothing to explain. */
export const gaugeWords = (
  accounts: readonly AccountLimitsWithShares[],
  fallback: FallbackView | undefined,
): string => {
  const windows = accounts.flatMap(({ account, windows: own }) =>
    own.filter(isDrawn).map((window) => ({ ...window, account })),
  );
  const mark = windows.map((window) => markOf(window, fallback)).find((share) => share !== null);
  const hasPaler = windows.some(({ forecast, estimate }) => forecast !== null || estimate !== null);
  const hasTime = windows.some((window) => windowLength(window.name) !== null && endOf(window) !== null);
  return [
    mark === undefined
      ? ""
      : ` The mark stands at ${percentOf(mark)}: from there on work may go over to a local model (Settings, Fallback).`,
    hasPaler ? " Paler is what a window comes to at the pace of the last minutes, or what is estimated of it." : "",
    hasTime ? " The thin line below is its time." : "",
  ].join("");
};

/** Where nothing leaves a window before it is used up, it is shown as nearly used up from here on. */
const nearlyAll = 0.95;

/** From which share on, 0 to 1, a window is shown as nearly used up. Only windows of hours and days are left early. */
export const tightFrom = (name: string, threshold: number | null): number =>
  (windowLength(name) === null ? null : threshold) ?? nearlyAll;

/** 0.623 → "62 %". */
export const percentOf = (share: number): string => `${Math.round(share * 100)} %`;

/** 0.004 → "+0.4 %"; what rounds to nothing has no sign. */
export const driftWords = (share: number): string => {
  const size = (Math.abs(share) * 100).toFixed(1);
  const sign = size === "0.0" ? "" : share > 0 ? "+" : "−";
  return `${sign}${size} %`;
};

const points = (share: number): number => Math.round(share * 100);

/** What a forecast says: "Forecast 84 %, between 72 and 96 %", or that it will be used up. */
export const forecastWords = ({ atReset, band }: WindowForecast): string => {
  if (atReset >= 1) return "At this pace it is used up before it begins anew";
  const between = band === null ? "" : `, between ${points(band.low)} and ${points(Math.min(1, band.high))} %`;
  return `At this pace it comes to ${percentOf(atReset)}${between}`;
};

/** How good such forecasts have been. */
export const pastErrorWords = ({ pastError }: WindowForecast): string =>
  pastError === null
    ? "past error not measured yet"
    : `past error ±${points(pastError.share)} points over ${pastError.forecasts} forecasts`;

/** How good estimates of such windows have been. */
export const estimateErrorWords = ({ pastError: { share, windows } }: WindowEstimate): string =>
  `Estimated from what Spiral used of ${windows} earlier windows: eight of ten such estimates were off by ${points(share) === 0 ? "less than a point" : `${points(share)} points at most`}.`;

const shownWindows = 2;

/** The short state of one account at the sidebar's foot. */
export interface LimitLine {
  /** "5 h 62 %, week 18 %", or that nothing is reported. */
  readonly words: string;
  /** Which of its windows is nearly used up, and until when; null: none. */
  readonly tight: string | null;
}

const tightWords = (window: LimitWindowView & { readonly utilisation: number }, now: Date): string => {
  const end = endOf(window);
  const used = `${capitalised(windowNames(window.name).short)} ${window.utilisation < 1 ? "nearly " : ""}used up`;
  return end === null || end <= now ? used : `${used}, begins anew ${formatAtClock(end, now)}`;
};

/**
 * What is left of one account's windows.
 * @param of `threshold`: from which share on work may leave a window, 0 to 1; null: it stays
 */
export const limitLine = (
  accounts: readonly AccountLimits[],
  {
    account: whose,
    threshold,
    now,
  }: { readonly account: string | null; readonly threshold: number | null; readonly now: Date },
): LimitLine => {
  const windows = accounts
    .filter(({ account }) => account === whose)
    .flatMap((account) => account.windows)
    .flatMap(({ utilisation, ...window }) => (utilisation === null ? [] : [{ ...window, utilisation }]));
  const known = windows.filter(({ name }) => isNamedWindow(name));
  const byUse = windows.toSorted((a, b) => b.utilisation - a.utilisation);
  const tight = byUse.filter(({ name, utilisation }) => utilisation >= tightFrom(name, threshold));
  // Of a key the windows that are used most; a subscription's have their fixed place, and what is tight is among them.
  const shown = known.length === 0 ? byUse.slice(0, shownWindows) : known.slice(0, shownWindows);
  const named = [...new Set([...shown, ...tight.slice(0, 1)])];
  return {
    words:
      named.length === 0
        ? "Limits not reported"
        : named.map(({ name, utilisation }) => `${windowNames(name).short} ${percentOf(utilisation)}`).join(", "),
    tight: tight[0] === undefined ? null : tightWords(tight[0], now),
  };
};
