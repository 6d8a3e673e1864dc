"use client";

import { useRef, type ComponentProps } from "react";
import { cn } from "#client/ui/cn";
import { controlClasses } from "#components/ui/input";
import { Textarea } from "#components/ui/textarea";
import { markedPieces } from "#client/screening/marked-text";
import type { Screening } from "./use-screening.ts";

const marks = {
  high: "rounded-sm bg-needs-soft text-transparent underline decoration-needs decoration-wavy",
  low: "rounded-sm bg-sunken text-transparent underline decoration-faint decoration-dotted",
} as const;

interface BriefFieldProps extends Omit<ComponentProps<"textarea">, "value"> {
  value: string;
  screening: Screening | null;
}

/**
 * A brief's text field that marks what was found in it. The marks stand on a copy of the text behind the field, which
 * has the same looks and is scrolled along; a text field itself can mark nothing.
 */
export function BriefField({ value, screening, className, ...rest }: BriefFieldProps) {
  const behind = useRef<HTMLDivElement>(null);
  const places = screening?.current === true ? [...screening.certain, ...screening.doubtful] : [];
  return (
    <div className="relative grid rounded-md bg-surface">
      <div
        ref={behind}
        aria-hidden
        className={cn(
          controlClasses,
          "absolute inset-0 overflow-hidden border-transparent bg-transparent py-2 leading-5 break-words whitespace-pre-wrap text-transparent select-none [scrollbar-gutter:stable] hover:border-transparent",
        )}
      >
        {places.length === 0
          ? null
          : markedPieces(value, places).map(({ start, text, mark }) =>
              mark === null ? (
                <span key={start}>{text}</span>
              ) : (
                <mark key={start} className={marks[mark]}>
                  {text}
                </mark>
              ),
            )}
        {/* A last empty line has a height in a text field only. */}
        {"\n"}
      </div>
      <Textarea
        {...rest}
        value={value}
        onScroll={({ currentTarget }) => {
          if (behind.current !== null) behind.current.scrollTop = currentTarget.scrollTop;
        }}
        className={cn("relative bg-transparent [scrollbar-gutter:stable]", className)}
      />
    </div>
  );
}
