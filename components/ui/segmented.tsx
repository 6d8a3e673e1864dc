"use client";

import type { LucideIcon } from "lucide-react";
import { useId } from "react";
import { cn } from "#client/ui/cn";

interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { readonly value: Value; readonly label: string; readonly icon?: LucideIcon }[];
  onValueChange: (value: Value) => void;
  className?: string;
}

/** One of two to five short choices, side by side. Radios underneath: arrow keys change it. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onValueChange,
  className,
}: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset
      className={cn("inline-flex h-8 shrink-0 rounded-md border bg-sunken p-0.5 pointer-coarse:h-10", className)}
    >
      <legend className="sr-only">{label}</legend>
      {options.map(({ value: option, label: text, icon: Icon }) => (
        <label
          key={option}
          className="flex cursor-pointer items-center gap-1.5 rounded-sm border border-transparent px-2 text-xs text-muted transition-colors hover:text-ink has-checked:border-line has-checked:bg-surface has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === value}
            onChange={() => onValueChange(option)}
            className="sr-only"
          />
          {Icon ? <Icon aria-hidden className="size-3.5" /> : null}
          {text}
        </label>
      ))}
    </fieldset>
  );
}
