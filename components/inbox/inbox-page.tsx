"use client";

import { Inbox } from "lucide-react";
import type { ReactNode } from "react";
import { useInbox, type Items } from "#client/inbox/use-inbox";
import { useInboxKeys } from "#client/inbox/use-inbox-keys";
import { useAddress } from "#client/project/use-address";
import { messageOf } from "#client/request-error";
import { cn } from "#client/ui/cn";
import { ConnectionSign } from "#components/live/connection-sign";
import { EmptyState } from "#components/ui/empty-state";
import { ErrorState } from "#components/ui/error-state";
import { Kbd } from "#components/ui/kbd";
import { PageHeader } from "#components/ui/page-header";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { Tab, TabList, TabPanel, Tabs } from "#components/ui/tabs";
import { DecidedList } from "./decided-list.tsx";
import { InboxDetail } from "./inbox-detail.tsx";
import { InboxList } from "./inbox-list.tsx";
import { NotifySwitch } from "./notify-switch.tsx";

/** All that waits for a person, over all projects: a list, and beside it the one that is looked at. */
export function InboxPage() {
  const [address, change] = useAddress();
  const tab = address.get("view") === "decided" ? "decided" : "waiting";
  const { items, error, refetch, isFetching } = useInbox();
  return (
    <Tabs
      value={tab}
      onValueChange={(view) => change({ view: view === "waiting" ? null : view, item: null })}
      className="flex flex-col lg:h-[calc(100dvh-var(--banner))]"
    >
      <div className="flex flex-col gap-2 px-4 pt-4 md:px-6 md:pt-5">
        <PageHeader title="Inbox" aside={<ConnectionSign />} actions={<NotifySwitch />} />
        <TabList label="Which requests">
          <Tab value="waiting" count={items?.length}>
            Waiting
          </Tab>
          <Tab value="decided">Decided</Tab>
        </TabList>
      </div>
      <TabPanel value="waiting" className="min-h-0 flex-1">
        {items === undefined ? (
          <Around>
            {error === null ? (
              <Loading />
            ) : (
              <ErrorState
                title="What waits for you could not be loaded"
                reason={messageOf(error)}
                onRetry={() => void refetch()}
                retrying={isFetching}
              />
            )}
          </Around>
        ) : items.length === 0 ? (
          <Around>
            <EmptyState icon={Inbox} title="Nothing waits for you">
              Plans to approve, commands to allow, questions and used-up budgets come here, from every project.
            </EmptyState>
          </Around>
        ) : (
          <Waiting items={items} selected={address.get("item") ?? null} select={(item) => change({ item })} />
        )}
      </TabPanel>
      <TabPanel value="decided" className="min-h-0 flex-1 overflow-y-auto">
        <Around>
          <DecidedList />
        </Around>
      </TabPanel>
    </Tabs>
  );
}

const Around = ({ children }: { children: ReactNode }) => (
  <div className="flex max-w-3xl flex-col gap-3 px-4 py-4 md:px-6">{children}</div>
);

const Loading = () => (
  <>
    <LoadingNote>Loading what waits for you</LoadingNote>
    <Skeleton className="h-16" />
    <Skeleton className="h-16" />
    <Skeleton className="h-16" />
  </>
);

interface WaitingProps {
  items: Items;
  /** The key in the address; null: the oldest is shown where there is room for two. */
  selected: string | null;
  select: (key: string | null) => void;
}

function Waiting({ items, selected, select }: WaitingProps) {
  const chosen = items.find(({ key }) => key === selected);
  const shown = chosen ?? items[0];
  useInboxKeys({ items, shown: shown?.key ?? null, selected, select });
  return (
    <div className="grid h-full min-h-0 lg:grid-cols-[minmax(18rem,26rem)_minmax(0,1fr)]">
      <div className={cn("min-h-0 overflow-y-auto lg:block lg:border-r", chosen !== undefined && "hidden")}>
        <InboxList items={items} shown={shown?.key ?? null} onSelect={select} />
        <p className="flex items-center gap-1.5 px-4 py-3 text-xs text-faint max-lg:hidden md:px-6 pointer-coarse:hidden">
          <Kbd keys={["J", "K"]} /> to move, <Kbd keys={["?"]} /> for all keys
        </p>
      </div>
      <div className={cn("min-h-0 overflow-y-auto lg:block", chosen === undefined && "hidden")}>
        {shown === undefined ? null : (
          <InboxDetail key={shown.key} item={shown} items={items} onBack={() => select(null)} />
        )}
      </div>
    </div>
  );
}
