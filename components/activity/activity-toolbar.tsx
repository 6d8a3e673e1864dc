"use client";

import { ListFilter, Search, X } from "lucide-react";
import { Popover } from "radix-ui";
import type { RefObject } from "react";
import { roleLabels } from "../../server/contract/roles.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Input } from "../ui/input.tsx";
import {
  isFiltering,
  noFilter,
  rowAuthors,
  rowTopicNames,
  rowTopics,
  type RowAuthor,
  type RowFilter,
} from "./row-filter.ts";

interface ActivityToolbarProps {
  filter: RowFilter;
  onFilter: (filter: RowFilter) => void;
  searchRef: RefObject<HTMLInputElement | null>;
  /** What the filter leaves, in words; empty while there is none. */
  found: string;
}

const authorName = (author: RowAuthor): string =>
  author === "SPIRAL" ? "Spiral (checks, commits)" : roleLabels[author].name;

const toggled = <Item,>(list: readonly Item[], item: Item): readonly Item[] =>
  list.includes(item) ? list.filter((other) => other !== item) : [...list, item];

/** Search and filters of the activity. */
export function ActivityToolbar({ filter, onFilter, searchRef, found }: ActivityToolbarProps) {
  const chosen = filter.authors.length + filter.topics.length;
  return (
    <search aria-label="Activity" className="flex items-center gap-2 border-b px-3 py-2">
      <span className="relative min-w-0 flex-1 sm:max-w-72">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
        />
        <Input
          ref={searchRef}
          type="search"
          aria-label="Search the activity"
          placeholder="Search activity"
          value={filter.query}
          onChange={(event) => onFilter({ ...filter, query: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            onFilter({ ...filter, query: "" });
            event.currentTarget.blur();
          }}
          className="h-7 pl-8 [&::-webkit-search-cancel-button]:hidden"
        />
      </span>
      <Popover.Root>
        <Popover.Trigger asChild>
          <Button size="sm" variant="ghost">
            <ListFilter aria-hidden />
            Filter
            {chosen > 0 ? <span className="tabular rounded-sm bg-accent-soft px-1 text-accent">{chosen}</span> : null}
          </Button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            aria-label="Filter the activity"
            className="z-50 flex w-64 animate-appear flex-col gap-3 rounded-md border bg-raised p-3 shadow-overlay"
          >
            <fieldset className="flex flex-col gap-1.5">
              <legend className="mb-1 text-xs text-faint">From</legend>
              {rowAuthors.map((author) => (
                <Checkbox
                  key={author}
                  label={authorName(author)}
                  checked={filter.authors.includes(author)}
                  onChange={() => onFilter({ ...filter, authors: toggled(filter.authors, author) })}
                />
              ))}
            </fieldset>
            <fieldset className="flex flex-col gap-1.5">
              <legend className="mb-1 text-xs text-faint">Kind</legend>
              {rowTopicNames.map((topic) => (
                <Checkbox
                  key={topic}
                  label={rowTopics[topic].label}
                  checked={filter.topics.includes(topic)}
                  onChange={() => onFilter({ ...filter, topics: toggled(filter.topics, topic) })}
                />
              ))}
            </fieldset>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      <output className="tabular min-w-0 flex-1 truncate text-xs text-muted max-sm:sr-only">{found}</output>
      {isFiltering(filter) ? (
        <IconButton icon={X} label="Show everything" size="sm" onClick={() => onFilter(noFilter)} />
      ) : null}
    </search>
  );
}
