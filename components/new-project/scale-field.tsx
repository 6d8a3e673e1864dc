"use client";

import { useId } from "react";

interface ScaleFieldProps {
  label: string;
  /** What 1 and 10 mean. */
  ends: readonly [string, string];
  value: number;
  onValueChange: (value: number) => void;
}

/** A figure from 1 to 10 on a slider. */
export function ScaleField({ label, ends: [low, high], value, onValueChange }: ScaleFieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-baseline justify-between">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        <output htmlFor={id} className="tabular text-sm text-muted">
          {value}
        </output>
      </div>
      <input
        id={id}
        type="range"
        min={1}
        max={10}
        step={1}
        value={value}
        onChange={(event) => onValueChange(event.target.valueAsNumber)}
        className="slider h-5 w-full cursor-pointer rounded-sm pointer-coarse:h-9"
      />
      <div aria-hidden className="flex justify-between text-xs text-faint">
        <span>{low}</span>
        <span>{high}</span>
      </div>
    </div>
  );
}
