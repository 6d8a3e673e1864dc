import type { RunnerFindings } from "../domain/runners/index.ts";

/** What a runner has found on its machine, however many looks overlap. */
export interface Looks {
  /** Looks now; with the id of whoever has asked for it. */
  look(lookId?: string | null): Promise<RunnerFindings>;
  /** Of the look that began last among those that have ended; null: none has. An older one never takes its place. */
  newest(): RunnerFindings | null;
}

/**
 * Whether somebody is signed in is carried on from the last look that was answered: a machine that is busy or has just
 * woken up has signed nobody out. Pure but for `find`.
 * @param signedIn what was known before the first look
 */
export const createLooks = (
  find: (lookId: string | null) => Promise<RunnerFindings>,
  signedIn: RunnerFindings["signedIn"] = null,
): Looks => {
  let begun = 0;
  let newest: { readonly number: number; readonly found: RunnerFindings } | null = null;
  return {
    async look(lookId = null) {
      begun += 1;
      const number = begun;
      const seen = await find(lookId);
      const found = { ...seen, signedIn: seen.signedIn ?? newest?.found.signedIn ?? signedIn };
      if (newest === null || number > newest.number) newest = { number, found };
      return found;
    },
    newest: () => newest?.found ?? null,
  };
};
