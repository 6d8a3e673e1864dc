"use client";

import { useId, type ReactNode } from "react";
import { cn } from "#client/ui/cn";

/** One choice of a RadioGroup. */
export interface RadioOption<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  readonly description?: ReactNode;
}

interface RadioGroupProps<Value extends string> {
  legend: string;
  options: readonly RadioOption<Value>[];
  value: Value;
  onValueChange: (value: Value) => void;
  className?: string;
}

/** One of a few, each with a line that explains it. Native radios: arrow keys and forms work by themselves. */
export function RadioGroup<Value extends string>({
  legend,
  options,
  value,
  onValueChange,
  className,
}: RadioGroupProps<Value>) {
  const name = useId();
  return (
    <fieldset className={cn("min-w-0", className)}>
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <div className="divide-y divide-line overflow-hidden rounded-md border">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex cursor-pointer items-start gap-2.5 bg-surface px-3 py-2 transition-colors hover:bg-hover has-checked:bg-sunken has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onValueChange(option.value)}
              className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-faint bg-surface outline-none checked:border-5 checked:border-inverse"
            />
            <span className="flex min-w-0 flex-col">
              <span>{option.label}</span>
              {option.description ? <span className="text-xs text-muted">{option.description}</span> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
