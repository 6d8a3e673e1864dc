"use client";

import { Columns3, List, Search, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { IconButton } from "#components/ui/icon-button";
import { Input } from "#components/ui/input";
import { Segmented } from "#components/ui/segmented";
import { Select } from "#components/ui/select";
import { columnIds, columns } from "#client/projects/board-columns";
import type { ProjectQuery } from "#client/projects/project-query";
import { isTypingOrInDialog } from "#client/shell/typing";

interface ProjectsToolbarProps {
  query: ProjectQuery;
  onChange: (change: Partial<ProjectQuery>) => void;
}

const views = [
  { value: "board", label: "Board", icon: Columns3 },
  { value: "list", label: "List", icon: List },
] as const;

/** Search, filter, and board or list. `/` goes to the search, V changes the view. */
export function ProjectsToolbar({ query, onChange }: ProjectsToolbarProps) {
  const search = useRef<HTMLInputElement>(null);
  const other = query.view === "board" ? "list" : "board";
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTypingOrInDialog()) return;
      if (event.key === "/") {
        event.preventDefault();
        search.current?.focus();
      } else if (event.key.toLowerCase() === "v") {
        onChange({ view: other });
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [onChange, other]);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="relative min-w-40 flex-1 sm:max-w-64">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
        />
        <Input
          ref={search}
          type="search"
          aria-label="Search projects"
          placeholder="Search"
          value={query.text}
          onChange={(event) => onChange({ text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
          className="px-8 [&::-webkit-search-cancel-button]:hidden"
        />
        {query.text === "" ? null : (
          <IconButton
            icon={X}
            label="Clear search"
            size="sm"
            className="absolute top-1/2 right-1 -translate-y-1/2"
            onClick={() => onChange({ text: "" })}
          />
        )}
      </div>
      {query.view === "list" ? (
        <div className="w-36">
          <Select
            aria-label="State"
            value={query.column ?? ""}
            onChange={(event) => onChange({ column: columnIds.find((id) => id === event.target.value) ?? null })}
          >
            <option value="">All states</option>
            {columnIds.map((id) => (
              <option key={id} value={id}>
                {columns[id].label}
              </option>
            ))}
          </Select>
        </div>
      ) : null}
      <div className="w-32">
        <Select
          aria-label="Projects shown"
          value={query.archived ? "archived" : "current"}
          onChange={(event) => onChange({ archived: event.target.value === "archived" })}
        >
          <option value="current">Current</option>
          <option value="archived">Archived</option>
        </Select>
      </div>
      <Segmented label="View" value={query.view} options={views} onValueChange={(view) => onChange({ view })} />
    </div>
  );
}
