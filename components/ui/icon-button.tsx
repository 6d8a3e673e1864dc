import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "#client/ui/cn";
import { Tooltip } from "./tooltip.tsx";

interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "aria-label"> {
  icon: LucideIcon;
  /** What it does: read out, and shown on hover and focus. */
  label: string;
  /** Its key, shown in the tooltip. */
  keys?: readonly string[];
  size?: "sm" | "md";
  tooltipSide?: "top" | "right" | "bottom" | "left";
}

/** A button that is only an icon; it cannot be made without a name. */
export function IconButton({
  icon: Icon,
  label,
  keys,
  size = "md",
  tooltipSide = "bottom",
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} side={tooltipSide} {...(keys ? { keys } : {})}>
      <button
        type="button"
        aria-label={label}
        className={cn(
          "inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-ink disabled:opacity-55 data-[state=open]:bg-hover data-[state=open]:text-ink",
          size === "sm" ? "size-6 pointer-coarse:size-8" : "size-8 pointer-coarse:size-10",
          className,
        )}
        {...rest}
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </Tooltip>
  );
}
