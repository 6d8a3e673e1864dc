import type { ComponentProps, ReactNode } from "react";
import { cn } from "#client/ui/cn";
import { ScrollPane } from "./scroll-pane.tsx";

interface TableProps {
  /** What the table lists, read out before it. */
  label: string;
  className?: string;
  children: ReactNode;
}

/** A dense table that scrolls sideways on its own where the page is too narrow. */
export function Table({ label, className, children }: TableProps) {
  return (
    <ScrollPane label={label} className="rounded-md border bg-surface">
      <table className={cn("w-full border-collapse text-left text-sm", className)}>
        <caption className="sr-only">{label}</caption>
        {children}
      </table>
    </ScrollPane>
  );
}

/** The row of column headings. */
export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead className="border-b bg-sunken text-xs text-muted">
      <tr>{children}</tr>
    </thead>
  );
}

/** A column's heading. */
export function HeadCell({ className, ...rest }: ComponentProps<"th">) {
  return <th scope="col" className={cn("h-8 px-3 font-normal whitespace-nowrap", className)} {...rest} />;
}

/** The rows. */
export function TableBody({ children }: { children: ReactNode }) {
  return <tbody className="divide-y divide-line">{children}</tbody>;
}

/** One row, which answers to the pointer. */
export function Row({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={cn("hover:bg-canvas", className)} {...rest} />;
}

/** `numeric` sets figures to the right, in columns of equal width. */
export function Cell({ numeric = false, className, ...rest }: ComponentProps<"td"> & { numeric?: boolean }) {
  return (
    <td
      className={cn("px-3 py-2 align-middle", numeric && "tabular text-right whitespace-nowrap", className)}
      {...rest}
    />
  );
}
