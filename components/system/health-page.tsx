"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleX, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { healthComponents, type HealthComponent, type HealthStatus, type HealthView } from "#server/contract/views";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { cn } from "#client/ui/cn";
import { ErrorState } from "#components/ui/error-state";
import { PageHeader } from "#components/ui/page-header";
import { RelativeTime } from "#components/ui/relative-time";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { SandboxSection } from "./sandbox-section.tsx";

const labels = {
  database: "Database",
  runner: "Runner",
  sandbox: "Sandbox",
  claudeCode: "Claude Code",
  ledger: "Usage ledger",
  audit: "Audit log",
  provider: "Provider",
  disk: "Disk",
} as const satisfies Record<HealthComponent, string>;

/** Where something that is not healthy can be looked into or put right, where that is on a page. */
const fixes: Partial<Record<HealthComponent, { href: string; label: string }>> = {
  claudeCode: { href: "/settings/machine", label: "See what was found" },
  provider: { href: "/settings", label: "Set up a provider" },
};

const looks = {
  healthy: { word: "Healthy", icon: CircleCheck, className: "text-done" },
  degraded: { word: "Degraded", icon: CircleAlert, className: "text-needs" },
  unhealthy: { word: "Unhealthy", icon: CircleX, className: "text-failed" },
} as const satisfies Record<HealthStatus, { word: string; icon: LucideIcon; className: string }>;

const sentences = {
  healthy: "Everything works",
  degraded: "Works, with something to look at",
  unhealthy: "Something does not work",
} as const satisfies Record<HealthStatus, string>;

/** How often the page asks while it is open. */
const refreshMs = 10_000;

/** Each component as measured just now; what is checked from time to time says when it was. */
export function HealthPage() {
  const trpc = useTRPC();
  const health = useQuery({ ...trpc.system.health.queryOptions(), refetchInterval: refreshMs });
  const { data } = health;
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5 px-4 py-4 md:px-6 md:py-5">
      <PageHeader title="Health" aside={data ? <HealthWord status={data.status} /> : null} />
      {data === undefined && health.error !== null ? (
        <ErrorState
          title="Health could not be asked for"
          reason={messageOf(health.error)}
          onRetry={() => void health.refetch()}
          retrying={health.isFetching}
        />
      ) : null}
      {data === undefined && health.error === null ? <HealthSkeleton /> : null}
      {data ? (
        <HealthReport health={data} measuredAt={new Date(health.dataUpdatedAt)} stale={health.error !== null} />
      ) : null}
      <SandboxSection />
    </div>
  );
}

function HealthReport({ health, measuredAt, stale }: { health: HealthView; measuredAt: Date; stale: boolean }) {
  return (
    <div className="flex flex-col gap-3">
      <HealthAnnouncement status={health.status} />
      <ul className="divide-y divide-line rounded-md border bg-surface">
        {healthComponents.map((name) => (
          <HealthRow key={name} name={name} component={health.components[name]} />
        ))}
      </ul>
      <p className="text-xs text-muted">
        Measured <RelativeTime at={measuredAt} />
        {stale ? "; the server has not answered since" : ""}. Version {health.version}. Monitoring reads the same at{" "}
        <a href="/api/health" className="rounded-sm font-mono text-accent underline underline-offset-2">
          /api/health
        </a>
        .
      </p>
    </div>
  );
}

interface HealthRowProps {
  name: HealthComponent;
  component: HealthView["components"][HealthComponent];
}

function HealthRow({ name, component: { status, detail, checkedAt } }: HealthRowProps) {
  const fix = status === "healthy" ? undefined : fixes[name];
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[8rem_minmax(0,1fr)_auto]">
      <span className="font-medium">{labels[name]}</span>
      <span className="break-words text-muted max-sm:col-span-2 max-sm:row-start-2">
        {detail}{" "}
        {checkedAt === undefined ? null : (
          <>
            Checked <RelativeTime at={checkedAt} />.{" "}
          </>
        )}
        {fix ? (
          <Link href={fix.href} className="rounded-sm text-accent underline underline-offset-2">
            {fix.label}
          </Link>
        ) : null}
      </span>
      <HealthWord status={status} />
    </li>
  );
}

function HealthWord({ status }: { status: HealthStatus }) {
  const { word, icon: Icon, className } = looks[status];
  return (
    <span className={cn("inline-flex h-5 items-center gap-1.5 text-xs font-medium", className)}>
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}

/** Says a change aloud, and only a change: the page refreshes itself every few seconds. */
function HealthAnnouncement({ status }: { status: HealthStatus }) {
  const region = useRef<HTMLOutputElement>(null);
  const before = useRef(status);
  useEffect(() => {
    if (before.current !== status && region.current) region.current.textContent = sentences[status];
    before.current = status;
  }, [status]);
  return <output ref={region} className="sr-only" />;
}

function HealthSkeleton() {
  return (
    <div className="divide-y divide-line rounded-md border bg-surface">
      <LoadingNote>Measuring</LoadingNote>
      {healthComponents.map((name) => (
        <div key={name} className="flex h-10 items-center gap-4 px-4">
          <span aria-hidden className="w-28 font-medium text-muted">
            {labels[name]}
          </span>
          <Skeleton className="w-56" />
        </div>
      ))}
    </div>
  );
}
