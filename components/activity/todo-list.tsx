"use client";

import { Check, ChevronRight, Circle, CircleDot, ListTodo } from "lucide-react";
import { useState } from "react";
import type { EventPayload } from "../../server/contract/events.ts";
import { cn } from "../ui/cn.ts";
import { NamedIcon } from "../ui/named-icon.tsx";
import { Progress } from "../ui/progress.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";

/** What an agent has set itself to do. */
export type Todos = Extract<EventPayload, { type: "todos.updated" }>["items"];

/** The agent's own list, above its activity: the present item, and all of them when opened. */
export function TodoList({ items }: { items: Todos }) {
  const [open, setOpen] = useState(false);
  const done = items.filter((item) => item.status === "completed").length;
  const current =
    items.find((item) => item.status === "in_progress") ?? items.find((item) => item.status === "pending");
  return (
    <section aria-label="The agent's list" className="border-b bg-surface">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-9 w-full items-center gap-2 px-3 text-left hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ListTodo aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="min-w-0 flex-1 truncate">
          {current === undefined ? "All done" : <VisibleText text={current.text} />}
        </span>
        <span className="w-16 shrink-0">
          <Progress value={done} max={items.length} label="Items done" />
        </span>
        <span className="tabular shrink-0 text-xs text-muted">
          {done}/{items.length}
        </span>
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
        />
      </button>
      {open ? (
        <ul className="scroll-quiet max-h-60 overflow-y-auto px-3 pb-2">
          {items.map((item, index) => (
            <li key={index} className="flex items-start gap-2 py-0.5">
              <TodoMark status={item.status} />
              <span className={cn("min-w-0 break-words", item.status === "completed" && "text-faint")}>
                <VisibleText text={item.text} />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function TodoMark({ status }: { status: Todos[number]["status"] }) {
  switch (status) {
    case "completed":
      return <NamedIcon icon={Check} label="Done" className="pt-0.5 text-done" />;
    case "in_progress":
      return <NamedIcon icon={CircleDot} label="In progress" className="pt-0.5 text-running" />;
    case "pending":
      return <NamedIcon icon={Circle} label="Open" className="pt-0.5 text-faint" />;
    default:
      return status satisfies never;
  }
}
