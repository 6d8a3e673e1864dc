/** Whoever waits for the password to be entered again; all of them at once hear what came of it. */
let waiting: readonly ((confirmed: boolean) => void)[] = [];
const readers = new Set<() => void>();

const publish = (next: typeof waiting): void => {
  waiting = next;
  for (const notify of readers) notify();
};

/** The question for the password, asked by what needs it (confirm-link.ts) and shown by the dialog. */
export const confirmStore = {
  /** @returns whether it was entered */
  ask: (): Promise<boolean> => new Promise((resolve) => publish([...waiting, resolve])),
  settle: (confirmed: boolean): void => {
    const asked = waiting;
    publish([]);
    for (const resolve of asked) resolve(confirmed);
  },
  isAsked: (): boolean => waiting.length > 0,
  subscribe: (reader: () => void) => {
    readers.add(reader);
    return () => {
      readers.delete(reader);
    };
  },
};
