/** Work that is asked for often and done seldom. */
export interface Trailing {
  readonly ask: () => void;
  readonly cancel: () => void;
}

/** Runs `work` at most once per `interval` milliseconds, and always once more after the last time it was asked for. */
export const createTrailing = (work: () => void, interval: number): Trailing => {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let askedAgain = false;
  const rest = () => {
    timer = setTimeout(() => {
      timer = null;
      if (!askedAgain) return;
      askedAgain = false;
      work();
      rest();
    }, interval);
  };
  return {
    ask: () => {
      if (timer !== null) {
        askedAgain = true;
        return;
      }
      work();
      rest();
    },
    cancel: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      askedAgain = false;
    },
  };
};
