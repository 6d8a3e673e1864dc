"use client";

import {
  CircleQuestionMark,
  Gauge,
  KeyRound,
  ListChecks,
  PackageCheck,
  PlugZap,
  TriangleAlert,
  Wallet,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import { useEffect, useRef } from "react";
import type { InboxItem } from "#server/contract/inbox";
import { itemAsker, itemBlocks, itemKind, itemSentence, sameness } from "#client/inbox/inbox-words";
import type { Items } from "#client/inbox/use-inbox";
import { Badge } from "#components/ui/badge";
import { RelativeTime } from "#components/ui/relative-time";
import { VisibleText } from "#components/ui/visible-text-view";

interface InboxListProps {
  items: Items;
  /** The one that stands beside the list. */
  shown: string | null;
  onSelect: (key: string) => void;
}

const icons = {
  plan_approval: ListChecks,
  permission: KeyRound,
  question: CircleQuestionMark,
  allocation: Gauge,
  tool_request: Wrench,
  budget_raise: Wallet,
  tool_acceptance: PackageCheck,
  provider: PlugZap,
  attention: TriangleAlert,
} as const satisfies Record<string, LucideIcon>;

/** What waits, the oldest first. */
export function InboxList({ items, shown, onSelect }: InboxListProps) {
  return (
    <ul className="divide-y divide-line border-b">
      {items.map((item) => (
        <InboxRow
          key={item.key}
          item={item}
          isShown={item.key === shown}
          alike={countAlike(items, item)}
          onSelect={() => onSelect(item.key)}
        />
      ))}
    </ul>
  );
}

const countAlike = (items: Items, item: InboxItem): number => {
  const same = sameness(item);
  return same === null ? 1 : items.filter((other) => sameness(other) === same).length;
};

function InboxRow({
  item,
  isShown,
  alike,
  onSelect,
}: {
  item: InboxItem;
  isShown: boolean;
  alike: number;
  onSelect: () => void;
}) {
  const { waiting, project, since } = item;
  const Icon = icons[waiting.type === "ask" ? waiting.content.kind : waiting.hold.reason];
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isShown) row.current?.scrollIntoView({ block: "nearest" });
  }, [isShown]);
  return (
    <li>
      <button
        ref={row}
        type="button"
        onClick={onSelect}
        aria-current={isShown ? "true" : undefined}
        className="flex w-full items-start gap-3 px-4 py-3 text-left transition-colors hover:bg-hover focus-visible:-outline-offset-2 lg:aria-[current=true]:bg-hover md:px-6"
      >
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-needs" />
        <span className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span className="line-clamp-2 text-sm font-medium break-words">
            <VisibleText text={itemSentence(item)} />
          </span>
          <span className="truncate text-xs text-muted">
            <VisibleText text={project.title} />
          </span>
          <span className="text-xs text-faint">
            {itemKind(item)} · {itemAsker(item)} · {itemBlocks(item).words}
          </span>
        </span>
        <span className="flex shrink-0 flex-col items-end gap-1 text-xs text-muted">
          <RelativeTime at={since} />
          {alike > 1 ? <Badge>{alike} alike</Badge> : null}
        </span>
      </button>
    </li>
  );
}
