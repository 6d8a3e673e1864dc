import type { Tone } from "./tone.ts";

/** A short message that goes by itself. */
export interface Toast {
  readonly id: number;
  readonly tone: Extract<Tone, "neutral" | "done" | "failed">;
  readonly title: string;
  readonly detail: string | null;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

interface ToastOptions {
  detail?: string;
  /** "Undo", "Open": what can be done about it while it is there. */
  action?: { label: string; run: () => void };
}

let toasts: readonly Toast[] = [];
let lastId = 0;
const readers = new Set<() => void>();

const publish = (next: readonly Toast[]): void => {
  toasts = next;
  for (const notify of readers) notify();
};

const show = (tone: Toast["tone"], title: string, { detail, action }: ToastOptions = {}): number => {
  lastId += 1;
  // Four at most: whoever missed more than that needs a page and not a toast.
  publish([...toasts, { id: lastId, tone, title, detail: detail ?? null, action: action ?? null }].slice(-4));
  return lastId;
};

/** Says what just happened. `failed` stays until it is closed; the others go after six seconds. */
export const toast = {
  note: (title: string, options?: ToastOptions): number => show("neutral", title, options),
  done: (title: string, options?: ToastOptions): number => show("done", title, options),
  failed: (title: string, options?: ToastOptions): number => show("failed", title, options),
  dismiss: (id: number): void => publish(toasts.filter((other) => other.id !== id)),
};

/** For the Toaster alone. */
export const toastStore = {
  subscribe: (reader: () => void) => {
    readers.add(reader);
    return () => {
      readers.delete(reader);
    };
  },
  snapshot: (): readonly Toast[] => toasts,
};
