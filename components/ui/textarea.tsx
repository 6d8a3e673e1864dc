"use client";

import type { ComponentProps } from "react";
import { cn } from "#client/ui/cn";
import { useFieldControl } from "./field.tsx";
import { controlClasses } from "./input.tsx";

/** A text field of several lines that grows with its text where the browser can. */
export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      {...useFieldControl()}
      className={cn(controlClasses, "field-sizing-content min-h-20 resize-y py-2 leading-5", className)}
      {...rest}
    />
  );
}
