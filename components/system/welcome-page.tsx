"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import Link from "next/link";
import { SampleList } from "#components/projects/sample-list";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";
import { PageHeader } from "#components/ui/page-header";
import { Section } from "#components/ui/panel";
import { useViewer } from "#components/shell/viewer";
import { FindingsList, FindingsSkeleton } from "./findings-list.tsx";

/** The page after set-up: try it at once, and what was found on this machine. */
export function WelcomePage() {
  const viewer = useViewer();
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-8 px-4 py-6 md:px-6 md:py-10">
      <PageHeader
        title={`Welcome, ${viewer.name}`}
        description="Spiral turns a brief into a plan, has it built and checked phase by phase, and shows every step while it happens."
      />
      <Section
        title="See it work first"
        actions={
          <Button asChild>
            <Link href="/projects/new">
              <Plus aria-hidden />
              Write your own brief
            </Link>
          </Button>
        }
      >
        <SampleList />
      </Section>
      <Section title="This machine" description="What Spiral works with. Nothing here stops the samples.">
        <Findings />
      </Section>
    </div>
  );
}

/** What was found, asked for again on demand: a fix is checked with one click. */
export function Findings() {
  const trpc = useTRPC();
  const findings = useQuery(trpc.system.findings.queryOptions());
  if (findings.data === undefined) {
    return findings.error === null ? (
      <FindingsSkeleton />
    ) : (
      <ErrorState
        title="This machine could not be looked at"
        reason={messageOf(findings.error)}
        onRetry={() => void findings.refetch()}
        retrying={findings.isFetching}
      />
    );
  }
  return (
    <div className="flex flex-col items-start gap-3">
      <div className="w-full">
        <FindingsList findings={findings.data} />
      </div>
      <Button size="sm" busy={findings.isFetching} onClick={() => void findings.refetch()}>
        Look again
      </Button>
    </div>
  );
}
