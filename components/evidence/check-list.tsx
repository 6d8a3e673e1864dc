"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { CheckResult } from "../../server/contract/outputs.ts";
import { cn } from "../ui/cn.ts";
import { CheckLine, CheckOutput } from "./check-view.tsx";

interface CheckListProps {
  checks: readonly CheckResult[];
  /** Those that did not pass show what they printed at once. */
  failedOpen?: boolean;
}

/** Checks that Spiral ran, each with what it printed behind it. */
export function CheckList({ checks, failedOpen = false }: CheckListProps) {
  return (
    <ul className="divide-y divide-line rounded-md border">
      {checks.map((check, index) => (
        // The checks of one run never change places.
        <li key={index}>
          <CheckItem check={check} startsOpen={failedOpen && check.outcome !== "passed"} />
        </li>
      ))}
    </ul>
  );
}

function CheckItem({ check, startsOpen }: { check: CheckResult; startsOpen: boolean }) {
  const [open, setOpen] = useState(startsOpen);
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-9 w-full items-center gap-2 px-3 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
        />
        <CheckLine check={check} />
      </button>
      {open ? <CheckOutput check={check} className="px-3 pb-3" /> : null}
    </>
  );
}
