"use client";

import { CircleCheck, CircleX, Info, X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { cn } from "#client/ui/cn";
import { toast, toastStore, type Toast } from "#client/ui/toast-store";
import { toneText } from "#client/ui/tone";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";
import { InlineCode } from "./inline-code.tsx";

// Not sonner's: it writes a <style> element without a nonce, which our content security policy refuses.

const icons = { neutral: Info, done: CircleCheck, failed: CircleX } as const;
const none: readonly Toast[] = [];

/** Where toasts appear; once, in the root layout. Announced politely, and reachable with the keyboard. */
export function Toaster() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.snapshot, () => none);
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 left-4 z-50 flex flex-col items-end gap-2 sm:left-auto answering:max-lg:top-[calc(var(--banner)+3.5rem)] answering:max-lg:bottom-auto answering:lg:right-auto answering:lg:left-62 answering:lg:items-start"
    >
      {toasts.map((shown) => (
        <ToastCard key={shown.id} shown={shown} />
      ))}
    </section>
  );
}

function ToastCard({ shown }: { shown: Toast }) {
  const { id, tone, title, detail, action } = shown;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    // Nothing goes while it is being read, and no failure goes unread.
    if (held || tone === "failed") return;
    const timer = setTimeout(() => toast.dismiss(id), 6_000);
    return () => clearTimeout(timer);
  }, [id, tone, held]);
  const Icon = icons[tone];
  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex w-full animate-appear items-start gap-2.5 rounded-md border bg-raised p-3 shadow-overlay sm:w-96"
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", toneText[tone])} />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <p className="text-sm font-medium break-words">{title}</p>
        {detail ? (
          <p className="text-sm break-words text-muted">
            <InlineCode text={detail} />
          </p>
        ) : null}
      </div>
      {action ? (
        <Button
          size="sm"
          onClick={() => {
            action.run();
            toast.dismiss(id);
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <IconButton icon={X} label="Dismiss" size="sm" onClick={() => toast.dismiss(id)} />
    </div>
  );
}
