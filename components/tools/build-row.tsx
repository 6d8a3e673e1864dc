"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleX, Clock, Hammer, PackageCheck } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { roleLabels } from "#server/contract/roles";
import type { ToolRequestView } from "#server/contract/tool-requests";
import type { ToolBuildView } from "#server/contract/tools";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Progress } from "#components/ui/progress";
import { VisibleText } from "#components/ui/visible-text-view";

/** How a tool that was approved is getting on. */
export function BuildRow({ view }: { view: ToolRequestView }) {
  const { build, request, project } = view;
  const place = useRef<HTMLLIElement>(null);
  // The browser looked for it before it was there.
  useEffect(() => {
    if (window.location.hash === `#${view.id}`) place.current?.scrollIntoView({ block: "start" });
  }, [view.id]);
  return (
    <li ref={place} id={view.id} className="flex scroll-mt-4 flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="min-w-0 flex-1 basis-48">
          <span className="font-mono text-sm font-medium break-all">{request.name}</span>
          <span className="block truncate text-xs text-muted">
            For{" "}
            <Link href={`/projects/${project.id}`} className="rounded-sm underline underline-offset-2">
              <VisibleText text={project.title} />
            </Link>
          </span>
        </span>
        <BuildBadge build={build} />
        {build === null ? null : (
          <Button size="sm" asChild>
            <Link href={`/projects/${build.projectId}`}>Open the build</Link>
          </Button>
        )}
        {build !== null && build.failure === null ? null : <BuildAgainButton view={view} />}
      </div>
      {build === null ? (
        <p className="text-muted">It was approved before tools could be built. Build it now if it is still wanted.</p>
      ) : (
        <BuildFacts build={build} />
      )}
    </li>
  );
}

function BuildBadge({ build }: { build: ToolBuildView | null }) {
  if (build === null) return <Badge>Not begun</Badge>;
  if (build.failure !== null)
    return (
      <Badge tone="failed" icon={CircleX}>
        {build.version?.status === "REFUSED" ? "Refused" : "Came to nothing"}
      </Badge>
    );
  if (build.version?.status === "PROPOSED")
    return (
      <Badge tone="needs" icon={PackageCheck}>
        Waits for you
      </Badge>
    );
  return (
    <Badge tone="running" icon={Hammer}>
      Being built
    </Badge>
  );
}

/** Phase, requests, agents and deadline. */
function BuildFacts({ build }: { build: ToolBuildView }) {
  const { phase, phases, phasesDone, requests, agents, deadline, late, failure, version } = build;
  const at = Math.min(phases, phasesDone + 1);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        <span className="flex items-center gap-2">
          {phases === 0 ? (
            "Not begun"
          ) : phasesDone === phases ? (
            <span className="tabular">All {phases} phases done</span>
          ) : (
            <span className="tabular">
              Phase {at} of {phases}
              {phase === null ? null : (
                <>
                  : <VisibleText text={phase} />
                </>
              )}
            </span>
          )}
          <span className="w-16">
            <Progress value={phasesDone} max={phases} label="Phases of the build" tone="running" />
          </span>
        </span>
        <span className="tabular">
          {requests.used} of {requests.limit} requests
        </span>
        <span>For {agents.map((role) => roleLabels[role].name).join(", ")}</span>
        {deadline === null ? null : (
          <span className="flex items-center gap-1.5">
            By {deadline}
            {late ? (
              <Badge tone="needs" icon={Clock}>
                Late
              </Badge>
            ) : null}
          </span>
        )}
      </div>
      {version?.status === "PROPOSED" ? (
        <p>
          <Link href="/inbox" className="rounded-sm text-accent underline underline-offset-2">
            Accept or refuse it in the inbox
          </Link>
        </p>
      ) : null}
      {failure === null ? null : (
        <p className="break-words text-failed">
          <VisibleText text={failure} />
        </p>
      )}
    </>
  );
}

function BuildAgainButton({ view: { id, project } }: { view: ToolRequestView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const again = useMutation(
    trpc.tools.buildAgain.mutationOptions({
      onSuccess: () => toast.done("It is being built again"),
      onError: (error) => toast.failed("It is not built again", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.tools.requests.queryFilter()),
    }),
  );
  return (
    <Button size="sm" busy={again.isPending} onClick={() => again.mutate({ projectId: project.id, requestId: id })}>
      Build again
    </Button>
  );
}
