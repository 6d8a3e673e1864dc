import { isReturn } from "../../server/contract/fallback.ts";
import type { Hold } from "../../server/contract/statuses.ts";
import type { ActivityRow } from "./row.ts";

/** A wait for Claude that ends by itself: at a limit, in an outage, or until there is an account again. */
const isWaitForClaude = (hold: Hold | null): boolean =>
  hold !== null && (hold.reason === "quota" || (hold.reason === "provider" && hold.class === "no_account"));

/** Work that goes over to somebody else because of a failure; a wish is one of its own. */
const goesOver = ({ item }: ActivityRow): boolean => {
  if (item.kind !== "note" || item.payload.type !== "provider.switched") return false;
  const { reason } = item.payload;
  return reason !== "wish" && reason !== "private" && !isReturn(reason);
};

/** The end of an attempt and of its run that somebody else goes on with at once. */
const leadsToOthers = (row: ActivityRow): boolean =>
  row.item.kind === "note" && row.item.payload.type === "run.failed"
    ? row.item.payload.retryAt !== null
    : leadsToWait(row);

const beginsWait = ({ item }: ActivityRow): boolean =>
  item.kind === "note" && item.payload.type === "project.status_changed" && isWaitForClaude(item.payload.hold);

/** The end of an attempt, or of a run, that came to such a wait. Processes that are left alive are said all the same. */
const leadsToWait = ({ item }: ActivityRow): boolean => {
  if (item.kind !== "note") return false;
  const { payload } = item;
  if (payload.type === "attempt.ended") return payload.outcome === "FAILED" && (payload.processesLeft ?? 0) === 0;
  if (payload.type !== "run.failed") return false;
  // One that is tried again failed by itself, unless nobody was there to answer it.
  const { retryAt, error } = payload;
  return retryAt === null || error.class === "no_account" || error.class === "quota";
};

/**
 * The rows without those that a wait for Claude says itself, or the change to somebody else: a run that comes to one has
 * not failed, and the reason is said once. They are written together, so they stand right before it. Pure; the same array where nothing is left
 * out.
 */
export const withoutSaidByWait = (rows: readonly ActivityRow[]): readonly ActivityRow[] => {
  const said = new Set<ActivityRow>();
  for (const [at, row] of rows.entries()) {
    const leadsTo = beginsWait(row) ? leadsToWait : goesOver(row) ? leadsToOthers : null;
    if (leadsTo === null) continue;
    for (let before = at - 1; before >= 0; before -= 1) {
      const earlier = rows[before];
      if (earlier === undefined || !leadsTo(earlier)) break;
      said.add(earlier);
    }
  }
  return said.size === 0 ? rows : rows.filter((row) => !said.has(row));
};
