"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "#client/ui/cn";
import { IconButton } from "./icon-button.tsx";

/** Copies a text and says so. */
export function CopyButton({ text, label = "Copy", className }: { text: string; label?: string; className?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <IconButton
        icon={copied ? Check : Copy}
        label={copied ? "Copied" : label}
        size="sm"
        className={cn(copied && "text-done", className)}
        onClick={() => {
          // Refused without a secure context or permission; the text stays selectable by hand.
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          );
        }}
      />
      <output className="sr-only">{copied ? "Copied" : ""}</output>
    </>
  );
}
