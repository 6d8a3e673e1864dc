"use client";

import { createContext, useContext, useId, useMemo, type KeyboardEvent, type ReactNode } from "react";
import { cn } from "#client/ui/cn";

// Not Radix's: its panels carry an inline style in server-rendered HTML, which our content security policy refuses.

interface TabsState {
  readonly base: string;
  readonly value: string;
  readonly select: (value: string) => void;
}

const TabsContext = createContext<TabsState | null>(null);

const useTabs = (): TabsState => {
  const state = useContext(TabsContext);
  if (state === null) throw new Error("A tab outside of Tabs");
  return state;
};

interface TabsProps<Value extends string> {
  value: Value;
  onValueChange: (value: Value) => void;
  className?: string;
  children: ReactNode;
}

/** Several views of one thing. Hold `value` in the address where the view is worth a link. */
export function Tabs<Value extends string>({ value, onValueChange, className, children }: TabsProps<Value>) {
  const base = useId();
  const state = useMemo<TabsState>(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only Tabs inside call it, with the values written there
    () => ({ base, value, select: (next) => onValueChange(next as Value) }),
    [base, value, onValueChange],
  );
  return (
    <TabsContext value={state}>
      <div className={className}>{children}</div>
    </TabsContext>
  );
}

const neighbours: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  const neighbour = neighbours[event.key];
  if (neighbour === undefined) return;
  const tabs = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("[role=tab]:not(:disabled)")];
  const at = tabs.findIndex((tab) => tab === document.activeElement);
  const next = tabs[neighbour(at, tabs.length)];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
  next.click();
};

/** The row of tabs; arrow keys, Home and End move along it. */
export function TabList({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div
      role="tablist"
      // Focusable by script alone: the selected tab is what Tab leads to.
      tabIndex={-1}
      aria-label={label}
      onKeyDown={moveFocus}
      className={cn("scroll-quiet flex gap-4 overflow-x-auto overflow-y-hidden border-b", className)}
    >
      {children}
    </div>
  );
}

interface TabProps {
  value: string;
  /** How many things the panel holds, where that is worth knowing before opening it. */
  count?: number | undefined;
  children: ReactNode;
}

/** One tab. */
export function Tab({ value, count, children }: TabProps) {
  const { base, value: selected, select } = useTabs();
  const isSelected = value === selected;
  return (
    <button
      type="button"
      role="tab"
      id={`${base}-tab-${value}`}
      aria-selected={isSelected}
      aria-controls={`${base}-panel-${value}`}
      tabIndex={isSelected ? 0 : -1}
      onClick={() => select(value)}
      className="relative -mb-px inline-flex h-9 shrink-0 items-center gap-1.5 rounded-sm border-b-2 border-transparent text-sm text-muted transition-colors hover:text-ink focus-visible:-outline-offset-2 aria-selected:border-ink aria-selected:text-ink"
    >
      {children}
      {count === undefined ? null : (
        <span className="tabular rounded-sm bg-sunken px-1 text-xs text-muted">{count}</span>
      )}
    </button>
  );
}

interface TabPanelProps {
  value: string;
  /** Stays in the document, hidden, so that what it holds (a scroll position, a stream) is not lost. */
  keepMounted?: boolean;
  className?: string;
  children: ReactNode;
}

/** What a tab shows. */
export function TabPanel({ value, keepMounted = false, className, children }: TabPanelProps) {
  const { base, value: selected } = useTabs();
  const isSelected = value === selected;
  return (
    <div
      role="tabpanel"
      id={`${base}-panel-${value}`}
      aria-labelledby={`${base}-tab-${value}`}
      hidden={!isSelected}
      tabIndex={0}
      className={cn("focus-visible:-outline-offset-2", className)}
    >
      {isSelected || keepMounted ? children : null}
    </div>
  );
}
