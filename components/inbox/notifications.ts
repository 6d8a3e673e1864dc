/** Whether this browser is to show what is new: a choice of the person's for this browser, kept in it. */
const name = "spiral-notify";
const readers = new Set<() => void>();

export type NotifyState = "unavailable" | "refused" | "off" | "on";

const read = (): NotifyState => {
  if (typeof Notification === "undefined" || !window.isSecureContext) return "unavailable";
  if (Notification.permission === "denied") return "refused";
  return Notification.permission === "granted" && localStorage.getItem(name) === "on" ? "on" : "off";
};

/** For useSyncExternalStore. */
export const notifications = {
  subscribe: (reader: () => void) => {
    readers.add(reader);
    return () => {
      readers.delete(reader);
    };
  },
  state: read,
  /** Asks the browser for its permission where it has not been asked. */
  turn: async (on: boolean): Promise<void> => {
    if (on && (await Notification.requestPermission()) === "granted") localStorage.setItem(name, "on");
    if (!on) localStorage.removeItem(name);
    for (const notify of readers) notify();
  },
  /** Shown once however many tabs say it: the same tag takes the place of itself. */
  show: (title: string, { body, tag, open }: { body: string; tag: string; open: () => void }): void => {
    const shown = new Notification(title, { body, tag });
    shown.addEventListener("click", () => {
      window.focus();
      open();
      shown.close();
    });
  },
};
