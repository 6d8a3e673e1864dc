"use client";

import { MessageSquare, MessageSquarePlus, X } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { lineMark, linesMark, moveAmongLines, placeOf, useCommenting, type CommentableLine } from "./commenting.ts";
import { isSameLine, type LinePlace } from "./line-comment.ts";

interface LineButtonProps {
  /** Null: this is a line's other half. */
  line: CommentableLine | null;
  /** Of its part of the file: that one is reached by Tab, the others from there by the arrow keys. */
  first: boolean;
  className?: string;
  children: ReactNode;
}

/** A line's number, by which it is commented on; nothing but the number where it is not to be. */
export function LineButton({ line, first, className, children }: LineButtonProps) {
  const commenting = useCommenting();
  const place = commenting === null || line === null ? null : placeOf(commenting, line);
  if (commenting === null || place === null) {
    return (
      <span aria-hidden className={cn("tabular select-none", className)}>
        {children}
      </span>
    );
  }
  return (
    <button
      type="button"
      {...{ [lineMark]: "" }}
      tabIndex={first ? 0 : -1}
      aria-label={`Comment on ${place.removed ? "removed " : ""}line ${place.line}`}
      aria-expanded={commenting.at !== null && isSameLine(commenting.at, place)}
      onClick={() => commenting.open(place)}
      onKeyDown={moveAmongLines}
      className={cn(
        "tabular relative cursor-pointer select-none hover:text-ink focus-visible:-outline-offset-2",
        className,
      )}
    >
      {children}
      <MessageSquarePlus
        aria-hidden
        className="pointer-events-none absolute top-0.5 left-0.5 hidden size-4 text-accent group-hover/line:block group-has-[button:focus-visible]/line:block"
      />
    </button>
  );
}

/** What is said about a line, and the field for more. */
export function LineNotes({ line }: { line: CommentableLine }) {
  const commenting = useCommenting();
  const place = commenting === null ? null : placeOf(commenting, line);
  if (commenting === null || place === null) return null;
  const own = commenting.comments.filter((comment) => isSameLine(comment, place));
  const open = commenting.at !== null && isSameLine(commenting.at, place);
  if (own.length === 0 && !open) return null;
  return (
    <div className="sticky left-0 flex w-full max-w-[min(42rem,calc(100vw-4rem))] flex-col gap-2 bg-surface px-3 py-2 font-sans text-sm">
      {own.map(({ id, text }) => (
        <div key={id} className="flex items-start gap-2 rounded-md border bg-raised px-3 py-2">
          <MessageSquare aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
          <p className="min-w-0 flex-1 break-words whitespace-pre-line">
            <VisibleText text={text} />
          </p>
          <IconButton icon={X} size="sm" label="Remove this comment" onClick={() => commenting.remove([id])} />
        </div>
      ))}
      {open ? <CommentForm place={place} quote={line.text} /> : null}
    </div>
  );
}

function CommentForm({ place, quote }: { place: LinePlace; quote: string }) {
  const commenting = useCommenting();
  const [text, setText] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  // Opened by a key or a click on the line: the next thing is to write.
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    form.current?.scrollIntoView({ block: "nearest" });
  }, []);
  if (commenting === null) return null;
  const leave = (): void => {
    // Back to the line that it is about.
    const line = form.current?.closest(`[${linesMark}]`)?.querySelector<HTMLElement>("[aria-expanded=true]");
    line?.focus();
    commenting.open(null);
  };
  const add = (): void => {
    if (text.trim() === "") return;
    commenting.add({ ...place, quote, text: text.trim() });
    leave();
  };
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
      className="flex scroll-my-3 flex-col gap-2"
    >
      <Textarea
        ref={field}
        aria-label={`Comment on ${place.removed ? "removed " : ""}line ${place.line}`}
        placeholder="What should be different here?"
        value={text}
        maxLength={2_000}
        rows={2}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            leave();
          } else if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
            event.preventDefault();
            add();
          }
        }}
        className="min-h-16"
      />
      <div className="flex items-center gap-2">
        <Button type="submit" size="sm" variant="primary" disabled={text.trim() === ""}>
          Add comment
        </Button>
        <Button size="sm" onClick={leave}>
          Cancel
        </Button>
        <span className="text-xs text-muted max-sm:hidden">It goes with the next message or follow-up.</span>
      </div>
    </form>
  );
}
