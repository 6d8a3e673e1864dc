import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "#client/ui/cn";
import { Spinner } from "./spinner.tsx";

const buttonClasses = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none aria-disabled:opacity-55 disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-inverse bg-inverse text-on-inverse hover:border-inverse-hover hover:bg-inverse-hover",
        secondary: "border-line bg-surface text-ink hover:bg-hover",
        ghost: "border-transparent bg-transparent text-muted hover:bg-hover hover:text-ink",
        danger: "border-line bg-surface text-failed hover:border-failed hover:bg-failed-soft",
      },
      size: {
        sm: "h-7 px-2 text-xs pointer-coarse:h-9",
        md: "h-8 px-3 text-sm pointer-coarse:h-10",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

/** What a button takes beside what the browser's own does. */
export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonClasses> {
  /** Renders the child (a link) with a button's looks. */
  asChild?: boolean;
  /** Its work is under way: a spinner, and further clicks do nothing. Focus stays where it is. */
  busy?: boolean;
}

/** The one button. `type` is "button" unless said otherwise, so that none submits a form by accident. */
export function Button({
  variant,
  size,
  asChild = false,
  busy = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const classes = cn(buttonClasses({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} onClick={onClick} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={classes}
      // A disabled button loses the keyboard's focus; a busy one must not.
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {busy ? <Spinner /> : null}
      {children}
    </button>
  );
}
