"use client";

import { Check, Minus } from "lucide-react";
import { useEffect, useRef } from "react";
import { cn } from "#client/ui/cn";
import { visibleText } from "#client/ui/visible-text";
import { useSelection } from "#client/projects/selection";

interface TickProps {
  label: string;
  checked: boolean;
  /** Some of what it stands for are ticked. */
  partly?: boolean;
  onTick: (toHere: boolean) => void;
  className?: string | undefined;
}

/** A tick box that is as large as its place needs, with nothing beside it. */
function Tick({ label, checked, partly = false, onTick, className }: TickProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = partly;
  }, [partly]);
  const Sign = partly ? Minus : Check;
  return (
    <span className={cn("relative inline-flex size-4 align-middle pointer-coarse:size-6", className)}>
      <input
        ref={box}
        type="checkbox"
        aria-label={label}
        checked={checked}
        onChange={(event) => onTick(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
        className="peer size-full cursor-pointer appearance-none rounded-sm border border-faint bg-surface transition-colors checked:border-inverse checked:bg-inverse indeterminate:border-inverse indeterminate:bg-inverse"
      />
      <Sign
        aria-hidden
        strokeWidth={3}
        className="pointer-events-none absolute inset-0 m-auto hidden size-3 text-on-inverse peer-checked:block peer-indeterminate:block"
      />
    </span>
  );
}

/** Selects a project. Nothing where one may not change any. */
export function SelectProject({ id, title, className }: { id: string; title: string; className?: string }) {
  const selection = useSelection();
  if (selection === null) return null;
  return (
    <Tick
      label={`Select ${visibleText(title)}`}
      checked={selection.ids.has(id)}
      onTick={(toHere) => selection.toggle(id, toHere)}
      className={className}
    />
  );
}

/** Selects all that are shown, or none. */
export function SelectAll({ shown }: { shown: number }) {
  const selection = useSelection();
  if (selection === null) return null;
  const all = selection.ids.size === shown;
  return (
    <Tick
      label="Select all"
      checked={all}
      partly={!all && selection.ids.size > 0}
      onTick={() => selection.setAll(!all)}
    />
  );
}
