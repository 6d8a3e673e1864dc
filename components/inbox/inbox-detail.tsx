"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, RotateCw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { InboxItem } from "#server/contract/inbox";
import type { ProjectView } from "#server/contract/views";
import { itemAsker, itemBlocks, sameness } from "#client/inbox/inbox-words";
import type { Items } from "#client/inbox/use-inbox";
import { useTellGone } from "#client/inbox/use-tell-gone";
import { useSteering } from "#client/project/use-steering";
import { messageOf } from "#client/request-error";
import { AnswerButton } from "#components/asks/answer-button";
import { AnswerMannerProvider, type AlsoAnswered } from "#components/asks/answer-manner";
import { PendingAsk } from "#components/asks/pending-ask";
import { ProjectNotice } from "#components/project/project-notice";
import { useTRPC } from "#components/trpc";
import { Checkbox } from "#components/ui/checkbox";
import { ErrorState } from "#components/ui/error-state";
import { IconButton } from "#components/ui/icon-button";
import { TimeFor } from "#components/ui/relative-time";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { VisibleText } from "#components/ui/visible-text-view";
import { SimilarAsks } from "./similar-asks.tsx";

interface InboxDetailProps {
  item: InboxItem;
  items: Items;
  /** To the list, where there is no room for both. */
  onBack: () => void;
}

/** One request, whole, with the form for its answer. */
export function InboxDetail({ item, items, onBack }: InboxDetailProps) {
  const trpc = useTRPC();
  const projectId = item.project.id;
  const blocked = itemBlocks(item);
  useTellGone(item);
  const { data: project, error, refetch, isFetching } = useQuery(trpc.projects.get.queryOptions({ projectId }));
  return (
    <section id="request" aria-label="Request" className="flex max-w-4xl flex-col gap-4 px-4 py-4 md:px-6">
      <div className="flex items-start gap-2">
        <IconButton icon={ChevronLeft} label="Back to the list" className="-ml-2 lg:hidden" onClick={onBack} />
        <p className="min-w-0 text-sm text-muted">
          <span className="text-ink">{itemAsker(item)}</span> asks in{" "}
          <Link href={`/projects/${projectId}`} className="text-ink underline underline-offset-2 break-words">
            <VisibleText text={item.project.title} />
          </Link>
          . {blocked.words}
          {blocked.phase === null ? "" : ": "}
          {blocked.phase === null ? null : <VisibleText text={blocked.phase} />}, for <TimeFor since={item.since} />.
        </p>
      </div>
      {project === undefined ? (
        error === null ? (
          <>
            <LoadingNote>Loading the request</LoadingNote>
            <Skeleton className="h-48" />
          </>
        ) : (
          <ErrorState
            title="The request could not be loaded"
            reason={messageOf(error)}
            onRetry={() => void refetch()}
            retrying={isFetching}
          />
        )
      ) : (
        <Answering item={item} items={items} project={project} />
      )}
      {item.waiting.type === "ask" ? <SimilarAsks askId={item.waiting.askId} /> : null}
    </section>
  );
}

function Answering({ item, items, project }: { item: InboxItem; items: Items; project: ProjectView }) {
  const alike = othersAlike(items, item);
  const [together, setTogether] = useState(true);
  if (item.waiting.type === "hold") {
    return (
      <AnswerMannerProvider value={{ identical: [] }}>
        <HoldNotice project={project} />
      </AnswerMannerProvider>
    );
  }
  const { askId } = item.waiting;
  const ask = project.asks.find(({ id, answer }) => id === askId && answer === null);
  if (ask === undefined) return <p className="text-muted">It has been answered in the meantime.</p>;
  return (
    <AnswerMannerProvider value={{ identical: together ? alike : [] }}>
      <PendingAsk project={project} ask={ask} />
      {alike.length === 0 ? null : (
        <Checkbox
          checked={together}
          onChange={(event) => setTogether(event.target.checked)}
          label={
            alike.length === 1
              ? "Answer the other one that is exactly like it, too"
              : `Answer the ${alike.length} others that are exactly like it, too`
          }
        />
      )}
    </AnswerMannerProvider>
  );
}

const othersAlike = (items: Items, item: InboxItem): AlsoAnswered[] => {
  const same = sameness(item);
  if (same === null) return [];
  return items.flatMap((other) =>
    other.key !== item.key && sameness(other) === same && other.waiting.type === "ask"
      ? [{ projectId: other.project.id, askId: other.waiting.askId, contentHash: other.waiting.contentHash }]
      : [],
  );
};

/** What stands in the way, and, where that is not a form of its own, the way on. */
function HoldNotice({ project }: { project: ProjectView }) {
  const steering = useSteering(project.id);
  const canRetry = project.can.steer && project.status === "WAITING";
  return (
    <div className="flex flex-col gap-3">
      <ProjectNotice project={project} />
      {canRetry ? (
        <div>
          <AnswerButton shortcut="A" busy={steering.retry.busy} onClick={steering.retry.run}>
            <RotateCw aria-hidden />
            Try again
          </AnswerButton>
        </div>
      ) : null}
    </div>
  );
}
