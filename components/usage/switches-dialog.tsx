"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { switchReasonWords } from "#server/contract/fallback";
import { ProviderKind, providerLabels } from "#server/contract/provider-kinds";
import type { UsageQuery } from "#server/contract/usage-query";
import { type SwitchView, switchesListed } from "#server/contract/usage-views";
import { useTRPC } from "#components/trpc";
import { Dialog } from "#components/ui/dialog";
import { ErrorState } from "#components/ui/error-state";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { VisibleText } from "#components/ui/visible-text-view";
import { messageOf } from "#client/request-error";
import { exactCallTime } from "#client/usage/call-words";
import { switchAnswerWords, switchTimeWords } from "#client/usage/switch-words";

interface SwitchesDialogProps {
  query: UsageQuery;
  open: boolean;
  onClose: () => void;
}

/** The switches that the figures are made of, and the way to each in its project's log. */
export function SwitchesDialog({ query, open, onClose }: SwitchesDialogProps) {
  const trpc = useTRPC();
  const switches = useQuery(trpc.usage.switches.queryOptions(query, { enabled: open }));
  const { data } = switches;
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title="Switches to a local model"
      description={
        data?.length === switchesListed
          ? `The newest ${switchesListed} of this period.`
          : "In this period, the newest first."
      }
      className="max-w-xl"
    >
      {data === undefined ? (
        switches.error === null ? (
          <div className="flex flex-col gap-2">
            <LoadingNote>Loading the switches</LoadingNote>
            <Skeleton className="w-64" />
            <Skeleton className="w-48" />
          </div>
        ) : (
          <ErrorState
            title="The switches could not be loaded"
            reason={messageOf(switches.error)}
            onRetry={() => void switches.refetch()}
            retrying={switches.isFetching}
          />
        )
      ) : (
        <ul className="divide-y divide-line">
          {data.map((one) => (
            <Switch key={one.id} one={one} timeZone={query.timeZone} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** A model; where none had worked yet, the provider whose place was taken. */
const whoWas = (name: string): string => {
  const kind = ProviderKind.safeParse(name);
  return kind.success ? providerLabels[kind.data].name : name;
};

function Switch({ one, timeZone }: { one: SwitchView; timeZone: string }) {
  const { at, projectId, projectTitle, scripted, from, to, reason, eventSequence } = one;
  return (
    <li className="flex flex-col gap-0.5 py-2 text-sm first:pt-0">
      <span className="flex flex-wrap justify-between gap-x-3">
        <Link
          href={`/projects/${projectId}${eventSequence === null ? "" : `#e${eventSequence}`}`}
          className="min-w-0 truncate font-medium underline decoration-line-strong underline-offset-2 hover:decoration-current"
        >
          <VisibleText text={projectTitle} />
        </Link>
        <time dateTime={at.toISOString()} className="text-muted">
          {exactCallTime(at, timeZone)}
        </time>
      </span>
      <span className="break-words">
        From <VisibleText text={whoWas(from)} /> to <VisibleText text={to} />, because {switchReasonWords[reason]}
        {scripted ? " (in a sample)" : ""}.
      </span>
      <span className="text-muted">
        {switchTimeWords(one)} {switchAnswerWords(one)}
      </span>
    </li>
  );
}
