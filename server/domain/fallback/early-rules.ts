import type { EarlyRule } from "../../contract/fallback.ts";
import { familyOfWindow, windowLength, type WindowForecast } from "../../contract/rate-limits.ts";

/** What a provider last said of one window that runs now, and what it is going to come to. */
export interface WatchedWindow {
  readonly name: string;
  /** 0 to 1; null: not reported. */
  readonly utilisation: number | null;
  readonly resetsAt: Date | null;
  /** Null: too little is reported to say, or what is used decides alone. */
  readonly forecast: WindowForecast | null;
}

/** A window that is about to be used up. */
export interface NearLimit {
  readonly window: WatchedWindow;
  /** Whether it counts one family of models, or all of the account's. */
  readonly scope: "all" | "family";
}

/** From here on nothing but the reset helps, whatever a forecast says. */
const surely = 0.95;
/** Below this there is room again; far from the threshold, so that nothing goes to and fro around it. */
const roomAgain = ({ threshold }: EarlyRule): number => Math.min(60, threshold - 20) / 100;

/** A window of minutes fills and empties all the time; only those of hours and days are worth leaving for. */
const isLong = ({ name }: WatchedWindow): boolean => windowLength(name) !== null;

const isNear = ({ utilisation, forecast }: WatchedWindow, { when, threshold }: EarlyRule): boolean => {
  if (utilisation === null) return false;
  if (utilisation >= surely) return true;
  // What would last until it begins anew has been paid for, and is not left unused.
  return utilisation >= threshold / 100 && (when === "threshold" || (forecast !== null && forecast.atReset >= 1));
};

type Used = Pick<WatchedWindow, "utilisation">;

/** Whether only a forecast can say if a window is about to be used up. */
export const isNearByForecast = ({ utilisation }: Used, { when, threshold }: EarlyRule): boolean =>
  utilisation !== null && utilisation < surely && utilisation >= threshold / 100 && when !== "threshold";

/** Whether only a forecast can say if a window that was left has room again. */
export const isRoomyByForecast = ({ utilisation }: Used, rule: EarlyRule): boolean =>
  utilisation !== null && utilisation < roomAgain(rule);

/**
 * The window that says not to begin anything more with this family of models; of several one that counts all models, for
 * no other model helps there, and then the one that ends last.
 */
export const nearLimit = (windows: readonly WatchedWindow[], family: string, rule: EarlyRule): NearLimit | null => {
  const found = windows.flatMap((window): NearLimit[] => {
    const only = familyOfWindow(window.name);
    if (!isLong(window) || (only !== null && only !== family) || !isNear(window, rule)) return [];
    return [{ window, scope: only === null ? "all" : "family" }];
  });
  const end = ({ window }: NearLimit): number => window.resetsAt?.getTime() ?? 0;
  return found.toSorted((a, b) => Number(b.scope === "all") - Number(a.scope === "all") || end(b) - end(a))[0] ?? null;
};

/** Whether there is room again in the windows of these models, and will be until they begin anew. */
export const hasRoomAgain = (windows: readonly WatchedWindow[], modelClass: string, rule: EarlyRule): boolean => {
  const own = windows.filter((window) => isLong(window) && (familyOfWindow(window.name) ?? "all") === modelClass);
  const hasRoom = ({ utilisation, forecast }: WatchedWindow): boolean =>
    utilisation !== null && utilisation < roomAgain(rule) && forecast !== null && forecast.atReset < 1;
  return own.length > 0 && own.every(hasRoom);
};
