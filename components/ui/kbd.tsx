import { cn } from "#client/ui/cn";

interface KbdProps {
  /** One entry a key: ["⌘", "K"]. */
  keys: readonly string[];
  /** On the dark ground of a tooltip or a primary button. */
  inverse?: boolean;
  className?: string;
}

/** Keys to press, one box each. */
export function Kbd({ keys, inverse = false, className }: KbdProps) {
  return (
    <span className={cn("inline-flex items-center gap-0.5", className)}>
      {keys.map((key) => (
        <kbd
          key={key}
          className={cn(
            "inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border px-1 font-sans text-xs leading-none",
            inverse ? "border-on-inverse/30 text-on-inverse" : "border-line bg-sunken text-muted",
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
