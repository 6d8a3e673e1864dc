/** An answer that is sent in a moment, so that it can be taken back. */
interface Held {
  readonly key: string;
  readonly send: () => void;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly sent: boolean;
}

/** Milliseconds in which an answer can be taken back. */
export const undoMs = 5_000;

let held: readonly Held[] = [];
let keys: ReadonlySet<string> = new Set();
const readers = new Set<() => void>();

const publish = (next: readonly Held[]): void => {
  held = next;
  keys = new Set(next.map(({ key }) => key));
  for (const notify of readers) notify();
};

const release = (key: string): void => {
  const found = held.find((one) => one.key === key);
  if (found === undefined || found.sent) return;
  clearTimeout(found.timer);
  publish(held.map((one) => (one === found ? { ...found, sent: true } : one)));
  found.send();
};

/** Answers under way to the server. They live longer than the page that they were given on. */
export const heldAnswers = {
  /** Sends in five seconds, or at once when the page is left. It stays held until `settle` says what came of it. */
  hold: (key: string, send: () => void): void => {
    if (keys.has(key)) return;
    publish([...held, { key, send, timer: setTimeout(() => release(key), undoMs), sent: false }]);
  },
  /** Takes it back before it was sent. False: it is too late. */
  takeBack: (key: string): boolean => {
    const found = held.find((one) => one.key === key);
    if (found === undefined || found.sent) return false;
    clearTimeout(found.timer);
    publish(held.filter((one) => one !== found));
    return true;
  },
  /** Forgets it when it is known what came of it. */
  settle: (key: string): void => {
    clearTimeout(held.find((one) => one.key === key)?.timer);
    publish(held.filter((one) => one.key !== key));
  },
  /** Sends all that waits, now: the page is being left. */
  flush: (): void => {
    for (const { key } of held) release(key);
  },
  subscribe: (reader: () => void) => {
    readers.add(reader);
    return () => {
      readers.delete(reader);
    };
  },
  keys: (): ReadonlySet<string> => keys,
};
