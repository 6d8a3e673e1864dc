import type { LucideIcon } from "lucide-react";
import { cn } from "#client/ui/cn";

interface NamedIconProps {
  icon: LucideIcon;
  /** What it means: read out, and shown on hover. */
  label: string;
  /** Colour and place of the icon; its size is 16 px unless `iconClassName` says otherwise. */
  className?: string;
  iconClassName?: string;
}

/** An icon that carries a meaning of its own. */
export function NamedIcon({ icon: Icon, label, className, iconClassName }: NamedIconProps) {
  return (
    <span className={cn("inline-flex shrink-0", className)} title={label}>
      <Icon aria-hidden className={cn("size-4", iconClassName)} />
      <span className="sr-only">{label}</span>
    </span>
  );
}
