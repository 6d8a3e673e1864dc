"use client";

import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { FieldError } from "./field.tsx";
import { Input } from "./input.tsx";

/** Two days as the calendar writes them (2026-11-29), or empty. */
interface Days {
  readonly from: string;
  readonly to: string;
}

const ends = ["from", "to"] as const;

interface DayRangeProps {
  legend: string;
  labels: Days;
  value: Days;
  /** Why such days cannot be taken, in words; null: they can. */
  problemOf: (days: Days) => string | null;
  onChange: (days: Days) => void;
}

/**
 * From one day to another. What is being typed is the browser's alone: with every key a date input says a whole date (its
 * year first 2, then 20), and one that is set meanwhile forgets what was typed. Days are taken over when they are left,
 * with Enter, or at once where they were picked; what cannot be taken stays, and is said.
 */
export function DayRange({ legend, labels, value, problemOf, onChange }: DayRangeProps) {
  const id = useId();
  const inputs = { from: useRef<HTMLInputElement>(null), to: useRef<HTMLInputElement>(null) };
  const isTyping = useRef(false);
  const shown = useRef(value);
  const [found, setFound] = useState<{ words: string; beside: Days } | null>(null);
  const { from, to } = value;
  // Of days that were changed elsewhere (back, another period) it says nothing.
  const problem = found !== null && found.beside.from === from && found.beside.to === to ? found.words : null;

  const { from: fromInput, to: toInput } = inputs;
  useEffect(() => {
    for (const [input, day, before] of [
      [fromInput.current, from, shown.current.from],
      [toInput.current, to, shown.current.to],
    ] as const) {
      // One day was taken over while the other is being typed: that one is left alone.
      if (input !== null && (day !== before || input !== document.activeElement)) input.value = day;
    }
    shown.current = { from, to };
  }, [from, to, fromInput, toInput]);

  const finish = (): void => {
    isTyping.current = false;
    if (fromInput.current === null || toInput.current === null) return;
    const days = { from: fromInput.current.value, to: toInput.current.value };
    const isHalf = fromInput.current.validity.badInput || toInput.current.validity.badInput;
    const words = isHalf ? "Enter a whole date." : problemOf(days);
    setFound(words === null ? null : { words, beside: value });
    if (words === null && (days.from !== from || days.to !== to)) onChange(days);
  };

  const handlers = {
    onPointerDown: () => {
      isTyping.current = false;
    },
    onKeyDown: ({ key }: KeyboardEvent) => {
      if (key === "Enter") finish();
      else isTyping.current = true;
    },
    onChange: () => {
      if (isTyping.current) setFound(null);
      else finish();
    },
    onBlur: finish,
  };

  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="sr-only">{legend}</legend>
      <div className="flex items-center gap-1.5">
        {ends.map((end) => (
          <div key={end} className="flex items-center gap-1.5">
            {end === "to" ? <span className="text-xs text-muted">to</span> : null}
            <Input
              ref={inputs[end]}
              type="date"
              aria-label={labels[end]}
              // A year of more than four digits is nobody's; with it the browser goes on after the fourth.
              max="9999-12-31"
              className="w-36"
              defaultValue={value[end]}
              {...(problem === null ? {} : { "aria-invalid": true, "aria-describedby": `${id}-problem` })}
              {...handlers}
            />
          </div>
        ))}
      </div>
      <div aria-live="polite">{problem === null ? null : <FieldError id={`${id}-problem`}>{problem}</FieldError>}</div>
    </fieldset>
  );
}
