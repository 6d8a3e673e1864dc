import { DomainError } from "../platform/errors.ts";

/** Open streams of one web process. Each costs memory and work for every change, and nothing else bounds them. */
export const streamLimits = {
  /** Of one person: a browser's tabs share one (over plain HTTP each tab has its own). */
  perReader: 20,
  inAll: 200,
} as const;

/** The places for open streams of a process. */
export interface StreamPlaces {
  /**
   * Takes a place; the returned function gives it back, once, however often it is called.
   *
   * @throws DomainError throttled, when the reader or the process has no place left
   */
  readonly take: (readerId: string) => () => void;
}

export const createStreamPlaces = ({
  perReader,
  inAll,
}: {
  readonly perReader: number;
  readonly inAll: number;
}): StreamPlaces => {
  /** Readers without an open stream are not in it: it cannot grow. */
  const taken = new Map<string, number>();
  let all = 0;
  return {
    take: (readerId) => {
      const own = taken.get(readerId) ?? 0;
      if (own >= perReader) {
        throw new DomainError(
          "throttled",
          `${perReader} live pages of yours are open already. Close some of them; this one then goes live by itself.`,
        );
      }
      if (all >= inAll) {
        throw new DomainError(
          "throttled",
          `${inAll} live pages are open on this server, which is all it serves. This one goes live by itself when another is closed.`,
        );
      }
      taken.set(readerId, own + 1);
      all += 1;
      let given = false;
      return () => {
        if (given) return;
        given = true;
        all -= 1;
        const left = (taken.get(readerId) ?? 1) - 1;
        if (left === 0) taken.delete(readerId);
        else taken.set(readerId, left);
      };
    },
  };
};
