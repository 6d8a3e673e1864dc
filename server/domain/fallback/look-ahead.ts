import type { EarlyRule } from "../../contract/fallback.ts";
import { familyOf } from "../../contract/model-families.ts";
import type { LimitWindowView } from "../../contract/rate-limits.ts";
import { windowNames } from "../../contract/window-names.ts";
import type { Domain } from "../domain.ts";
import { readForecast, readLimits } from "../rate-limits/index.ts";
import { readSettings } from "../settings/index.ts";
import { calmSince, type BreakerKey } from "./breakers.ts";
import {
  hasRoomAgain,
  isNearByForecast,
  isRoomyByForecast,
  nearLimit,
  type NearLimit,
  type WatchedWindow,
} from "./early-rules.ts";

type Surroundings = Pick<Domain, "prisma" | "clock">;

/** Where a window does not say when it begins anew. */
const withoutEndMs = 30 * 60_000;

/**
 * The windows of an account that run now, with what they are going to come to where that decides: a forecast goes through
 * hours of reports, and this is asked between any two turns.
 */
const watchedWindows = async (
  domain: Surroundings,
  { account }: BreakerKey,
  needsForecast: (window: LimitWindowView) => boolean,
): Promise<WatchedWindow[]> => {
  const reported = (await readLimits(domain)).filter((limits) => limits.account === account);
  const watched = reported.flatMap((limits) =>
    limits.windows.map(async (window) => ({
      name: window.name,
      utilisation: window.utilisation,
      resetsAt: window.resetsAt,
      forecast: needsForecast(window) ? await readForecast(domain, { account: limits, window }) : null,
    })),
  );
  return Promise.all(watched);
};

const words = ({ window: { name, utilisation } }: NearLimit): string =>
  `The ${windowNames(name).window} is used to ${Math.floor((utilisation ?? 1) * 100)} %.`;

/**
 * Opens the breaker of a window that is about to be used up, before it is, and closes it where there is room again. What
 * an account's breaker says already goes before that. Asked before a run begins and between the turns of one, never in the middle of a turn.
 */
export const lookAhead = async (
  domain: Surroundings,
  key: BreakerKey,
  { hasLocal, hasOther }: { readonly hasLocal: boolean; readonly hasOther: boolean },
): Promise<void> => {
  const { prisma, clock } = domain;
  const family = familyOf(key.model);
  const rows = await prisma.breaker.findMany({ where: { account: key.account, modelClass: { in: ["all", family] } } });
  const early = rows.filter(({ state, reason }) => state !== "CLOSED" && reason === "near_limit");
  if (early.length === 0 && rows.some(({ state }) => state !== "CLOSED")) return;
  const now = clock.now();
  const settings = await readSettings(domain);
  const rule: EarlyRule = { when: settings["fallback.early"], threshold: settings["fallback.threshold"] };
  if (early.length > 0) {
    const windows = await watchedWindows(domain, key, (window) => isRoomyByForecast(window, rule));
    for (const { account, modelClass } of early) {
      if (!hasRoomAgain(windows, modelClass, rule)) continue;
      await prisma.breaker.updateMany({
        where: { account, modelClass, reason: "near_limit", state: { not: "CLOSED" } },
        data: { state: "CLOSED", closedAt: now, probeRunId: null, probeUntil: null },
      });
    }
    return;
  }
  const windows = await watchedWindows(domain, key, (window) => isNearByForecast(window, rule));
  const near = nearLimit(windows, family, rule);
  // Who has nowhere else to go uses what is left.
  if (near === null || !(hasLocal || (near.scope === "family" && hasOther))) return;
  const modelClass = near.scope === "all" ? "all" : family;
  const until = near.window.resetsAt ?? new Date(now.getTime() + withoutEndMs);
  const state = { state: "OPEN", reason: "near_limit", message: words(near), openedAt: now, until };
  const nobody = { probeRunId: null, probeUntil: null, closedAt: null };
  // Only over one that is closed: whatever another runner has learned meanwhile counts more.
  await prisma.breaker.createMany({
    data: [{ account: key.account, modelClass, ...state, failures: 0, ...nobody }],
    skipDuplicates: true,
  });
  // How often an outage has opened it is forgotten when it has been calm for long, and not by this.
  const closed = { account: key.account, modelClass, state: "CLOSED" };
  await prisma.breaker.updateMany({ where: { ...closed, closedAt: { lte: calmSince(now) } }, data: { failures: 0 } });
  await prisma.breaker.updateMany({ where: closed, data: { ...state, ...nobody } });
};
