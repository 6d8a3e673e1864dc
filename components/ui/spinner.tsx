import { LoaderCircle } from "lucide-react";
import { cn } from "#client/ui/cn";

/** Something is under way. Decorative: the words beside it say what. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cn("size-4 shrink-0 animate-spin", className)} />;
}
