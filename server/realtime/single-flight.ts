/**
 * A read that many wait for and that is done once. `mark` says that what was read is out of date; `ready` resolves
 * when a read that began after the last `mark` (before this call) has ended. Callers at the same time share one read.
 */
export interface SingleFlight {
  readonly mark: () => void;
  readonly ready: () => Promise<void>;
}

/** Out of date from the start: the first `ready` reads. A read that fails rejects for all who wait, and is tried again by the next. */
export const singleFlight = (read: () => Promise<void>): SingleFlight => {
  let wanted = 1;
  let done = 0;
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    const target = wanted;
    await read();
    done = target;
  };
  return {
    mark: () => {
      wanted += 1;
    },
    ready: async () => {
      const goal = wanted;
      for (;;) {
        if (done >= goal) return;
        running ??= run().finally(() => {
          running = null;
        });
        await running;
      }
    },
  };
};
