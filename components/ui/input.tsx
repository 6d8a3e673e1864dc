"use client";

import type { ComponentProps } from "react";
import { cn } from "#client/ui/cn";
import { useFieldControl } from "./field.tsx";

/** The looks that every text-like control shares. */
export const controlClasses =
  "w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink transition-colors hover:border-faint focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-failed aria-invalid:focus-visible:outline-failed disabled:bg-sunken disabled:text-muted";

/** A one-line text field. Inside a Field it takes its label and error from there. */
export function Input({ className, type = "text", ...rest }: ComponentProps<"input">) {
  return (
    <input
      type={type}
      {...useFieldControl()}
      className={cn(controlClasses, "h-8 pointer-coarse:h-10", className)}
      {...rest}
    />
  );
}
