"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useRef, type ReactNode } from "react";
import { cn } from "#client/ui/cn";
import { useReturnFocus } from "#client/ui/use-return-focus";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** Buttons at the foot; the one that does it comes last. */
  footer?: ReactNode;
  className?: string;
  children?: ReactNode;
}

/** What one types into or chooses by; not what stands beside a control for a form's sake. */
const field = ["input:not([readonly]):not([type=hidden])", "textarea", "select"]
  .map((one) => `${one}:not(:disabled):not([aria-hidden]):not([tabindex="-1"])`)
  .join(", ");

/** Of radios the one that is chosen: where one would come to by Tab, and an arrow key would go on from. */
const chosenOf = (content: HTMLElement, found: HTMLElement): HTMLElement =>
  found instanceof HTMLInputElement && found.type === "radio"
    ? ([...content.querySelectorAll<HTMLInputElement>('input[type="radio"]:checked')].find(
        ({ name }) => name === found.name,
      ) ?? found)
    : found;

/** Where one begins: the first field, else the first button at the foot, which does the least, else Close. */
const firstFocus = (content: HTMLElement): HTMLElement | null => {
  for (const place of [field, "[data-footer] button:not(:disabled)", "[data-close]"]) {
    const found = content.querySelector<HTMLElement>(place);
    if (found !== null) return chosenOf(content, found);
  }
  return null;
};

/** A modal dialog: focus is held inside and returns to where it came from; Escape and the backdrop close it. */
export function Dialog({ open, onOpenChange, title, description, footer, className, children }: DialogProps) {
  const { onOpenAutoFocus, ...returnFocus } = useReturnFocus();
  const content = useRef<HTMLDivElement>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...returnFocus}
          ref={content}
          onOpenAutoFocus={(event) => {
            onOpenAutoFocus();
            const first = content.current === null ? null : firstFocus(content.current);
            if (first === null) return;
            event.preventDefault();
            first.focus();
          }}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 animate-appear flex-col rounded-md border bg-raised shadow-overlay",
            className,
          )}
        >
          <div className="flex flex-col gap-1 pt-3.5 pr-14 pl-4">
            <Radix.Title className="text-md font-medium">{title}</Radix.Title>
            {description ? <Radix.Description className="text-sm text-muted">{description}</Radix.Description> : null}
          </div>
          {children ? <div className="scroll-quiet min-h-0 overflow-y-auto px-4 pt-4">{children}</div> : null}
          {footer ? (
            <div data-footer className="flex justify-end gap-2 px-4 pt-4 pb-4">
              {footer}
            </div>
          ) : (
            <div className="pb-4" />
          )}
          {/* Last in the document: it is the last that one comes to. */}
          <Radix.Close
            data-close
            aria-label="Close"
            className="absolute top-3.5 right-3 inline-flex size-6 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-ink pointer-coarse:size-9"
          >
            <X aria-hidden className="size-4" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
