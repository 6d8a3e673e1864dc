"use client";

import { useQuery } from "@tanstack/react-query";
import { Play, Plus } from "lucide-react";
import Link from "next/link";
import { samples } from "#server/contract/samples";
import { useRunSample } from "#client/projects/use-run-sample";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";
import { PageHeader } from "#components/ui/page-header";
import { Panel, Section } from "#components/ui/panel";
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
      <SampleOffer />
      <Section title="This machine" description="What Spiral works with. Nothing here stops the sample project.">
        <Findings />
      </Section>
    </div>
  );
}

function SampleOffer() {
  const sample = useRunSample();
  const { id, title, description } = samples["sample-build"];
  return (
    <Panel className="flex flex-col gap-4 p-5">
      <div className="flex flex-col gap-1">
        <h2 className="text-md font-medium">See it work first</h2>
        <p className="text-sm">{title}</p>
        <p className="max-w-prose text-sm text-muted">
          {description} It takes about a minute and needs no key or login: the files, the tools and the tests are real,
          only the model is scripted, and marked so.
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" busy={sample.busy} onClick={() => sample.run(id)}>
          {sample.busy ? null : <Play aria-hidden />}
          Run the sample project
        </Button>
        <Button asChild>
          <Link href="/projects/new">
            <Plus aria-hidden />
            Write your own brief
          </Link>
        </Button>
      </div>
    </Panel>
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
