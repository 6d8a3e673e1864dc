"use client";

import { Columns2, Rows2, WrapText } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Segmented } from "../ui/segmented.tsx";
import type { DiffLook } from "./diff-look.ts";

const layouts = [
  { value: "unified", label: "Unified", icon: Rows2 },
  { value: "split", label: "Side by side", icon: Columns2 },
] as const;

interface DiffToolbarProps {
  look: DiffLook;
  /** Whether there is room for two halves. */
  isWide: boolean;
  onChange: (change: Partial<DiffLook>) => void;
}

/** How the differences below are shown. */
export function DiffToolbar({ look, isWide, onChange }: DiffToolbarProps) {
  return (
    <div className="flex items-center gap-2">
      {look.layout === "split" ? null : (
        <Button
          variant="ghost"
          aria-pressed={look.wrap}
          onClick={() => onChange({ wrap: !look.wrap })}
          className="aria-pressed:bg-hover aria-pressed:text-ink"
        >
          <WrapText aria-hidden />
          Wrap lines
        </Button>
      )}
      {isWide ? (
        <Segmented
          label="Layout of the changes"
          value={look.layout}
          options={layouts}
          onValueChange={(layout) => onChange({ layout })}
        />
      ) : null}
    </div>
  );
}
