"use client";

import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "#client/ui/cn";
import { noteChosenFrom } from "#client/ui/use-return-focus";
import { Kbd } from "./kbd.tsx";

interface DropdownMenuProps {
  /** One button. */
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  children: ReactNode;
}

/** A menu on a button. Not modal: the page behind stays scrollable. */
export function DropdownMenu({ trigger, align = "start", side = "bottom", children }: DropdownMenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 animate-appear rounded-md border bg-raised p-1 shadow-overlay"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const itemClasses =
  "flex h-7 cursor-pointer items-center gap-2 rounded-sm px-2 text-sm outline-none select-none data-disabled:pointer-events-none data-disabled:opacity-55 data-highlighted:bg-hover pointer-coarse:h-10";

interface MenuItemProps {
  icon?: LucideIcon;
  keys?: readonly string[];
  danger?: boolean;
  disabled?: boolean;
  /** Why it cannot be done now: it says so, and does nothing. */
  whyNot?: string | null;
  onSelect: () => void;
  children: ReactNode;
}

/** Something to do. */
export function MenuItem({
  icon: Icon,
  keys,
  danger = false,
  disabled = false,
  whyNot = null,
  onSelect,
  children,
}: MenuItemProps) {
  return (
    <Radix.Item
      disabled={disabled}
      // Not `disabled`: the keyboard passes over what is, and nobody would hear the reason.
      aria-disabled={disabled || whyNot !== null}
      onSelect={(event) => {
        if (whyNot !== null) return event.preventDefault();
        noteChosenFrom(event.currentTarget);
        onSelect();
      }}
      className={cn(itemClasses, danger && "text-failed", whyNot !== null && "h-auto min-h-7 py-1 text-muted")}
    >
      {Icon ? <Icon aria-hidden className={cn("size-4", danger ? "text-failed" : "text-muted")} /> : null}
      <span className="flex-1 truncate">
        {children}
        {whyNot === null ? null : <span className="block truncate text-xs">{whyNot}</span>}
      </span>
      {keys ? <Kbd keys={keys} /> : null}
    </Radix.Item>
  );
}

interface MenuChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { readonly value: Value; readonly label: string; readonly icon?: LucideIcon }[];
  onValueChange: (value: Value) => void;
}

/** One of a few, with a tick at the present one. */
export function MenuChoice<Value extends string>({ label, value, options, onValueChange }: MenuChoiceProps<Value>) {
  return (
    <Radix.RadioGroup value={value} aria-label={label}>
      <MenuLabel>{label}</MenuLabel>
      {options.map(({ value: option, label: name, icon: Icon }) => (
        <Radix.RadioItem key={option} value={option} onSelect={() => onValueChange(option)} className={itemClasses}>
          {Icon ? <Icon aria-hidden className="size-4 text-muted" /> : null}
          <span className="flex-1">{name}</span>
          <Radix.ItemIndicator>
            <Check aria-hidden className="size-4" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** A heading inside a menu. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs text-faint">{children}</Radix.Label>;
}

/** A hairline inside a menu. */
export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
