import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";

/**
 * Does something again and again with a pause after each, until the signal. One failure is logged and the next round
 * follows: the database may be away for a while, and whatever a round missed the next one finds.
 */
export const repeat =
  (what: string, everyMs: number, once: () => Promise<unknown>) =>
  async ({ signal, log }: { signal: AbortSignal; log: Logger }): Promise<void> => {
    while (!signal.aborted) {
      try {
        await once();
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, `Could not ${what}; trying again`);
      }
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
    }
  };
