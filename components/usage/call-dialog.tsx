"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { operations } from "#server/contract/roles";
import type { UsageCallDetail } from "#server/contract/usage-views";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { CodeBlock } from "#components/ui/code-block";
import { Dialog } from "#components/ui/dialog";
import { ErrorState } from "#components/ui/error-state";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { VisibleText } from "#components/ui/visible-text-view";
import { messageOf } from "#client/request-error";
import { formatCount } from "#client/ui/format";
import { basisWords, costWords, exactCallTime } from "#client/usage/call-words";
import { exactMoney } from "#client/usage/chart-views";
import { CallOutcomeLabel } from "./call-table.tsx";

interface CallDialogProps {
  callId: string | null;
  timeZone: string;
  onClose: () => void;
}

/** Everything the ledger has about one call, and the way to its run. */
export function CallDialog({ callId, timeZone, onClose }: CallDialogProps) {
  const trpc = useTRPC();
  const call = useQuery(trpc.usage.detail.queryOptions({ callId: callId ?? "" }, { enabled: callId !== null }));
  return (
    <Dialog
      open={callId !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Call to a model"
      className="max-w-xl"
      footer={
        call.data === undefined ? undefined : (
          <Button asChild>
            <Link href={linkOf(call.data)}>Open in the project</Link>
          </Button>
        )
      }
    >
      {call.data === undefined ? (
        call.error === null ? (
          <div className="flex flex-col gap-2">
            <LoadingNote>Loading the call</LoadingNote>
            <Skeleton className="w-64" />
            <Skeleton className="w-48" />
            <Skeleton className="h-32 w-full" />
          </div>
        ) : (
          <ErrorState title="The call could not be loaded" reason={messageOf(call.error)} />
        )
      ) : (
        <Details call={call.data} timeZone={timeZone} />
      )}
    </Dialog>
  );
}

/** To where its attempt begins in the project's log, if that is known. */
const linkOf = ({ projectId, eventSequence }: UsageCallDetail): string =>
  `/projects/${projectId}${eventSequence === null ? "" : `#e${eventSequence}`}`;

const milliseconds = (ms: number | null): string => (ms === null ? "not measured" : `${formatCount(ms)} ms`);

function Details({ call, timeZone }: { call: UsageCallDetail; timeZone: string }) {
  return (
    <div className="flex flex-col gap-4">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
        <Fact name="When">
          <time dateTime={call.at.toISOString()}>{exactCallTime(call.at, timeZone)}</time>
        </Fact>
        <Fact name="Project">
          <VisibleText text={call.projectTitle} />
        </Fact>
        {call.phaseTitle === null ? null : (
          <Fact name="Phase">
            <VisibleText text={call.phaseTitle} />
          </Fact>
        )}
        <Fact name="Run">
          {operations[call.operation].label}, round {call.round}, attempt {call.attemptNumber}
        </Fact>
        <Fact name="Model">
          <VisibleText
            text={call.model === call.requestedModel ? call.model : `${call.model} (asked for ${call.requestedModel})`}
          />
        </Fact>
        <Fact name="Outcome">
          <CallOutcomeLabel call={call} />
          {call.httpStatus === null ? null : `, HTTP ${call.httpStatus}`}
          {call.retryAfterMs === null ? null : `, retry after ${formatCount(call.retryAfterMs)} ms`}
        </Fact>
        {call.reason === null ? null : (
          <Fact name="Why corrected">
            <VisibleText text={call.reason} />
          </Fact>
        )}
        <Fact name="Input">
          {formatCount(call.inputUncached)} not cached, {formatCount(call.cacheRead)} from cache,{" "}
          {formatCount(call.cacheWrite5m)} written for 5 min, {formatCount(call.cacheWrite1h)} for 1 h
        </Fact>
        <Fact name="Output">
          {formatCount(call.outputTokens)} tokens
          {call.thinking === null ? null : `, of which thinking ${formatCount(call.thinking)}`}
          {call.webSearches === 0 ? null : `, ${formatCount(call.webSearches)} web searches`}
        </Fact>
        <Fact name="Cost">
          {costWords(call, exactMoney)}
          {basisWords(call) === "" ? "" : ` · ${basisWords(call)}`}
          {call.priceSource === null ? null : (
            <>
              {" · "}
              <VisibleText text={call.priceSource} />
            </>
          )}
        </Fact>
        <Fact name="First token">{milliseconds(call.firstTokenMs)}</Fact>
        <Fact name="Whole answer">{milliseconds(call.durationMs)}</Fact>
        {call.requestId === null ? null : (
          <Fact name="Request">
            <VisibleText text={call.requestId} />
          </Fact>
        )}
      </dl>
      <div className="flex flex-col gap-1.5">
        <h3 className="text-xs text-muted">As the provider reported it</h3>
        {call.rawUsage === null ? (
          <p className="text-sm text-muted">
            {call.inputTokens + call.outputTokens > 0 ? "Its own words were not kept." : "Nothing was reported."}
          </p>
        ) : (
          <CodeBlock text={call.rawUsage} label="Raw usage" />
        )}
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
