/** Tells when nothing has come for too long, or when the whole has taken too long. */
export interface Watchdog {
  /** Something came. */
  touch(): void;
  /** Waits for our own side, whose time does not count as silence. */
  pausedDuring<Result>(work: () => Promise<Result>): Promise<Result>;
  stop(): void;
}

export const createWatchdog = (
  limits: { readonly idleTimeoutMs: number; readonly totalTimeoutMs: number },
  onExpire: (which: "idle" | "total") => void,
): Watchdog => {
  const total = setTimeout(() => onExpire("total"), limits.totalTimeoutMs);
  let idle: NodeJS.Timeout | undefined;
  let pauses = 0;
  let stopped = false;
  const arm = (): void => {
    clearTimeout(idle);
    if (pauses === 0 && !stopped) idle = setTimeout(() => onExpire("idle"), limits.idleTimeoutMs);
  };
  arm();
  return {
    touch: arm,
    async pausedDuring(work) {
      pauses += 1;
      clearTimeout(idle);
      try {
        return await work();
      } finally {
        pauses -= 1;
        arm();
      }
    },
    stop() {
      stopped = true;
      clearTimeout(idle);
      clearTimeout(total);
    },
  };
};
