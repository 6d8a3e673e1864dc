"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "#client/ui/cn";
import { useFieldControl } from "./field.tsx";
import { controlClasses } from "./input.tsx";

/** The browser's own select: right on phones, with every keyboard, and without scripts. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className="relative block">
      <select
        {...useFieldControl()}
        className={cn(controlClasses, "h-8 appearance-none pr-8 pointer-coarse:h-10", className)}
        {...rest}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}
