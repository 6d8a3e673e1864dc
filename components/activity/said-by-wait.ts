import type { Hold } from "../../server/contract/statuses.ts";
import type { ActivityRow } from "./row.ts";

/** A wait for Claude that ends by itself: at a limit, in an outage, or until there is an account again. */
const isWaitForClaude = (hold: Hold | null): boolean =>
  hold !== null && (hold.reason === "quota" || (hold.reason === "provider" && hold.class === "no_account"));

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
 * The rows without those that a wait for Claude says itself: a run that comes to one has not failed, and why it waits is
 * said once. They are written together, so they stand right before the wait. Pure; the same array where nothing is left
 * out.
 */
export const withoutSaidByWait = (rows: readonly ActivityRow[]): readonly ActivityRow[] => {
  const said = new Set<ActivityRow>();
  for (const [at, row] of rows.entries()) {
    if (!beginsWait(row)) continue;
    for (let before = at - 1; before >= 0; before -= 1) {
      const earlier = rows[before];
      if (earlier === undefined || !leadsToWait(earlier)) break;
      said.add(earlier);
    }
  }
  return said.size === 0 ? rows : rows.filter((row) => !said.has(row));
};
