"use client";

import { useId, type ReactNode } from "react";
import { cn } from "#client/ui/cn";

interface SwitchProps {
  label: ReactNode;
  description?: ReactNode;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  disabled?: boolean;
  className?: string;
}

/** On or off, effective at once. Where it only counts after saving, use a Checkbox. */
export function Switch({ label, description, checked, onCheckedChange, disabled = false, className }: SwitchProps) {
  const id = useId();
  return (
    <div className={cn("flex items-start gap-3", className)}>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        aria-describedby={description ? `${id}-description` : undefined}
        onChange={(event) => onCheckedChange(event.target.checked)}
        className="relative mt-0.5 h-4.5 w-8 shrink-0 appearance-none rounded-full border border-faint bg-sunken transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-3 before:rounded-full before:bg-muted before:transition-[translate] checked:border-inverse checked:bg-inverse checked:before:translate-x-3.5 checked:before:bg-on-inverse disabled:opacity-55"
      />
      <span className="flex flex-col">
        <label htmlFor={id}>{label}</label>
        {description ? (
          <span id={`${id}-description`} className="text-xs text-muted">
            {description}
          </span>
        ) : null}
      </span>
    </div>
  );
}
