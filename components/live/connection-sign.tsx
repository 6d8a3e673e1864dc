"use client";

import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "../ui/cn.ts";
import { Spinner } from "../ui/spinner.tsx";
import { useStreamStatus } from "./live-provider.tsx";

/** A blink of the network is nobody's business; milliseconds until it is said. */
const patience = 1_500;

/** Says when what one sees may be behind, and only then. */
export function ConnectionSign({ className }: { className?: string }) {
  const status = useStreamStatus();
  const down = status === "reconnecting" || status === "crowded" || status === "signed_out";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(down), down ? patience : 0);
    return () => clearTimeout(timer);
  }, [down]);

  return (
    <output className={cn("text-xs", className)}>
      {shown && status === "reconnecting" ? (
        <span
          className="inline-flex items-center gap-1.5 text-needs"
          title="The live stream is down. What you see may be behind; it catches up by itself."
        >
          <Spinner className="size-3" />
          Reconnecting…
        </span>
      ) : null}
      {shown && status === "crowded" ? (
        <span
          className="inline-flex items-center gap-1.5 text-needs"
          title="The server sends a person only so many live pages at once. This one goes live by itself when another is closed; until then, load it again to see what is new."
        >
          <CloudOff aria-hidden className="size-3 shrink-0" />
          Not live: too many pages are open. Close some of them.
        </span>
      ) : null}
      {shown && status === "signed_out" ? (
        <span className="inline-flex items-center gap-1.5 text-needs">
          <CloudOff aria-hidden className="size-3" />
          Signed out.{" "}
          <a href="/sign-in" className="underline underline-offset-2">
            Sign in again
          </a>
        </span>
      ) : null}
    </output>
  );
}
