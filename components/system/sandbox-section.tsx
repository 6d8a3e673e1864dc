"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { ChevronRight, CircleAlert, CircleCheck, CircleMinus, CircleX, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { tallyProbes, type ProbeResult, type SandboxReport } from "#server/contract/sandbox-report";
import { messageOf } from "#client/request-error";
import { useViewer } from "#components/shell/viewer";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { cn } from "#client/ui/cn";
import { ErrorState } from "#components/ui/error-state";
import { InlineCode } from "#components/ui/inline-code";
import { Section } from "#components/ui/panel";
import { RelativeTime } from "#components/ui/relative-time";
import { Skeleton } from "#components/ui/skeleton";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table";
import { VisibleText } from "#components/ui/visible-text-view";

/** How often the page asks while it is open. */
const refreshMs = 10_000;
/** How often while a new self-test is waited for; it takes a few seconds. */
const waitingMs = 1_000;

/** Whether agents are walled in, as tried by a runner: one line while all is well, every attempt to get out on demand. */
export function SandboxSection() {
  const trpc = useTRPC();
  // The report that was there when a new one was asked for: as long as it is, the new one is not.
  const [replaced, setReplaced] = useState<string | null>(null);
  const check = useMutation(trpc.system.checkSandbox.mutationOptions({ onError: () => setReplaced(null) }));
  const view = useQuery({
    ...trpc.system.sandbox.queryOptions(),
    refetchInterval: ({ state: { data } }) =>
      replaced !== null && data?.report?.ranAt === replaced ? waitingMs : refreshMs,
  });
  const { data } = view;
  const ranAt = data?.report?.ranAt ?? null;
  const tryAgain = (): void => {
    setReplaced(ranAt);
    check.mutate();
  };
  return (
    <Section
      title="Sandbox"
      description="Around everything that an agent starts. A runner tries to get out of it, and tries the same outside, where it must succeed."
      // Without a report there is nothing to try.
      actions={ranAt === null ? null : <TryAgain busy={ranAt === replaced} onClick={tryAgain} />}
    >
      {check.error === null ? null : (
        <ErrorState title="The sandbox could not be tried again" reason={messageOf(check.error)} />
      )}
      {data === undefined && view.error !== null ? (
        <ErrorState
          title="The sandbox could not be asked for"
          reason={messageOf(view.error)}
          onRetry={() => void view.refetch()}
          retrying={view.isFetching}
        />
      ) : null}
      {data === undefined && view.error === null ? <Skeleton className="w-56" /> : null}
      {data === undefined || data.finding.status === "ok" ? null : (
        <Callout
          tone={data.finding.status === "missing" ? "failed" : "needs"}
          title={<InlineCode text={data.finding.detail} />}
        >
          {data.finding.fix === null ? null : <InlineCode text={data.finding.fix} />}
        </Callout>
      )}
      {data?.finding.status === "ok" ? (
        <p className="text-muted">
          <InlineCode text={data.finding.detail} />
        </p>
      ) : null}
      {data?.report ? <Report report={data.report} /> : null}
    </Section>
  );
}

function TryAgain({ busy, onClick }: { busy: boolean; onClick: () => void }) {
  const viewer = useViewer();
  if (viewer.role !== "ADMIN") return null;
  return (
    <Button size="sm" busy={busy} onClick={onClick}>
      Try it again
    </Button>
  );
}

/** Those that need a look first; otherwise as they were tried. */
const inOrder = (probes: readonly ProbeResult[]): readonly ProbeResult[] => {
  const weight = ({ refused, control }: ProbeResult): number =>
    refused === false ? 0 : control === false ? 1 : refused === null ? 3 : 2;
  return probes.toSorted((one, other) => weight(one) - weight(other));
};

function Report({ report }: { report: SandboxReport }) {
  const { refused, applicable, notApplicable, reached, unproven } = tallyProbes(report.probes);
  const rest = [
    ...(unproven.length === 0 ? [] : [`${unproven.length} without a control that shows it`]),
    ...(notApplicable === 0 ? [] : [`${notApplicable} not applicable here`]),
  ];
  return (
    <details className="group" open={reached.length > 0}>
      <summary className="w-fit list-none rounded-sm py-1">
        <ChevronRight
          aria-hidden
          className="mr-1 inline size-3.5 text-muted transition-transform group-open:rotate-90"
        />
        <span className={cn("font-medium", reached.length === 0 ? "text-done" : "text-failed")}>
          {refused} of {applicable} refused
        </span>
        <span className="text-muted">
          {rest.length === 0 ? "" : `, ${rest.join(", ")}`}. Tried <RelativeTime at={new Date(report.ranAt)} /> in{" "}
          {(report.durationMs / 1_000).toFixed(1)} s.
        </span>
      </summary>
      <div className="pt-2">
        <Table label="Attempts to get out of the sandbox">
          <TableHead>
            <HeadCell>Attempt</HeadCell>
            <HeadCell>Inside</HeadCell>
            <HeadCell>Outside</HeadCell>
            <HeadCell className="max-md:hidden">What was seen</HeadCell>
          </TableHead>
          <TableBody>
            {inOrder(report.probes).map((probe) => (
              <ProbeRow key={probe.name} probe={probe} />
            ))}
          </TableBody>
        </Table>
      </div>
    </details>
  );
}

function ProbeRow({ probe: { name, title, refused, control, detail } }: { probe: ProbeResult }) {
  return (
    <Row>
      <Cell className="min-w-52 align-top">
        {title}
        <span className="block font-mono text-xs text-muted">{name}</span>
      </Cell>
      <Cell className="align-top">
        <Word look={refused === null ? looks.none : refused ? looks.refused : looks.reached} />
      </Cell>
      <Cell className="align-top">
        <Word look={control === null ? looks.none : control ? looks.shown : looks.notShown} />
      </Cell>
      <Cell className="max-w-md min-w-64 align-top text-xs break-words text-muted max-md:hidden">
        <VisibleText text={detail} />
      </Cell>
    </Row>
  );
}

interface Look {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly className: string;
}

const looks = {
  refused: { word: "Refused", icon: CircleCheck, className: "text-done" },
  reached: { word: "Not refused", icon: CircleX, className: "text-failed" },
  shown: { word: "Succeeds", icon: CircleCheck, className: "text-muted" },
  notShown: { word: "Fails too", icon: CircleAlert, className: "text-needs" },
  none: { word: "Not applicable", icon: CircleMinus, className: "text-muted" },
} as const satisfies Record<string, Look>;

function Word({ look: { word, icon: Icon, className } }: { look: Look }) {
  return (
    <span className={cn("inline-flex items-center gap-1.5 text-xs font-medium whitespace-nowrap", className)}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {word}
    </span>
  );
}
