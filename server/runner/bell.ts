/** Tells whoever waits that there may be something new. What it is, everybody looks for themselves. */
export interface Bell {
  /** How often it has rung. Read it before you look, so that nothing that comes in between is missed. */
  readonly rung: number;
  ring(): void;
  /** Until it has rung more often than so, `ms` are over, or the signal aborts; whichever comes first. */
  next(rung: number, until: { readonly ms: number; readonly signal: AbortSignal }): Promise<void>;
}

export const createBell = (): Bell => {
  const listeners = new Set<() => void>();
  let count = 0;
  return {
    get rung() {
      return count;
    },
    ring() {
      count += 1;
      for (const listener of listeners) listener();
    },
    next: (rung, { ms, signal }) =>
      new Promise((resolve) => {
        if (rung !== count || signal.aborted) return resolve();
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          listeners.delete(done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener("abort", done);
        listeners.add(done);
      }),
  };
};
