import { destinations } from "./destinations.ts";

/** What a key does, for the list that `?` shows. The handlers are in use-shortcuts.ts and on the pages named here. */
export interface Shortcut {
  readonly keys: readonly string[];
  /** Pressed one after the other, not together. */
  readonly sequence?: boolean;
  readonly label: string;
}

/** The keys of one page, or of all. */
export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

/** `mod` is ⌘ on a Mac and Ctrl elsewhere. */
export const shortcutGroups = (mod: string): readonly ShortcutGroup[] => [
  {
    title: "Everywhere",
    shortcuts: [
      { keys: [mod, "K"], label: "Go to, create, or change something" },
      { keys: ["C"], label: "New project" },
      ...destinations.map(({ key, label }) => ({ keys: ["G", key.toUpperCase()], sequence: true, label })),
      { keys: ["?"], label: "This list" },
    ],
  },
  {
    title: "Projects",
    shortcuts: [
      { keys: ["/"], label: "Search" },
      { keys: ["V"], label: "Board or list" },
      { keys: ["X"], label: "Select or leave out the project under the focus or the pointer" },
      { keys: ["Esc"], label: "Select none" },
    ],
  },
  {
    title: "A project",
    shortcuts: [
      { keys: ["M"], label: "Write a message to the agents" },
      { keys: ["P"], label: "Pause or resume" },
      { keys: ["R"], label: "Try again" },
      { keys: ["X"], label: "Cancel" },
    ],
  },
  {
    title: "Inbox",
    shortcuts: [
      { keys: ["J"], label: "Next" },
      { keys: ["K"], label: "The one before" },
      { keys: ["A"], label: "Approve, allow, accept" },
      { keys: ["R"], label: "Refuse, or send back with words" },
      { keys: ["E"], label: "Change before approving" },
      { keys: ["M"], label: "Allow and remember" },
      { keys: ["D"], label: "Put off" },
      { keys: ["I"], label: "Use something else instead" },
      { keys: ["Esc"], label: "Leave a form; first the field, where something is written in it" },
    ],
  },
  { title: "New project", shortcuts: [{ keys: [mod, "↵"], label: "Submit" }] },
];

interface KeyPress {
  readonly key: string;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
}

/** What a key press asks for. Kept free of the DOM so that it can be tested whole. */
export type ShellCommand =
  | { kind: "palette" }
  | { kind: "keys" }
  | { kind: "new-project" }
  | { kind: "go"; href: string }
  | { kind: "prefix" };

/**
 * @param afterPrefix whether G was pressed just before
 * @param busy the person is typing, or a dialog is open: single letters then mean themselves
 */
export const commandOf = (press: KeyPress, afterPrefix: boolean, busy: boolean): ShellCommand | null => {
  const key = press.key.toLowerCase();
  if ((press.metaKey || press.ctrlKey) && !press.altKey && key === "k") return { kind: "palette" };
  if (busy || press.metaKey || press.ctrlKey || press.altKey) return null;
  if (afterPrefix) {
    const destination = destinations.find((candidate) => candidate.key === key);
    return destination ? { kind: "go", href: destination.href } : null;
  }
  switch (key) {
    case "g":
      return { kind: "prefix" };
    case "c":
      return { kind: "new-project" };
    case "?":
      return { kind: "keys" };
    default:
      return null;
  }
};
