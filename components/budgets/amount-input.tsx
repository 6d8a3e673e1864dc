"use client";

import type { ComponentProps } from "react";
import { cn } from "#client/ui/cn";
import { Input } from "#components/ui/input";

/** An amount of dollars, as text: what is wrong with it is said in words instead of being swallowed by the browser. */
export function AmountInput({ className, ...rest }: Omit<ComponentProps<typeof Input>, "type" | "inputMode">) {
  return (
    <span className={cn("relative block w-32", className)}>
      <span aria-hidden className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-muted">
        $
      </span>
      <Input inputMode="decimal" autoComplete="off" className="tabular pl-6" {...rest} />
    </span>
  );
}
