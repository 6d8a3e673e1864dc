"use client";

import { useQuery } from "@tanstack/react-query";
import { Coins } from "lucide-react";
import type { AttemptKey, PhaseKey, ProjectCosts } from "../../server/contract/costs.ts";
import { operations, roleLabels } from "../../server/contract/roles.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { CostSummary } from "../costs/cost-summary.tsx";
import { CostTable } from "../costs/cost-table.tsx";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { LoadingNote, Skeleton } from "../ui/skeleton.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";

/** What the project cost: expected and so far, by phase, role, model and attempt. */
export function CostPanel({ project }: { project: ProjectView }) {
  const trpc = useTRPC();
  const costs = useQuery({
    ...trpc.projects.costs.queryOptions({ projectId: project.id }),
    refetchInterval: project.finishedAt === null ? 5_000 : false,
  });
  if (costs.data !== undefined) return <Costs project={project} costs={costs.data} />;
  return costs.error === null ? (
    <div className="flex flex-col gap-3 px-4 py-4">
      <LoadingNote>Loading the costs</LoadingNote>
      <Skeleton className="h-16" />
      <Skeleton className="h-32" />
    </div>
  ) : (
    <ErrorState
      className="m-4"
      title="The costs could not be loaded"
      reason={messageOf(costs.error)}
      onRetry={() => void costs.refetch()}
      retrying={costs.isFetching}
    />
  );
}

function Costs({ project, costs }: { project: ProjectView; costs: ProjectCosts }) {
  if (costs.total.calls === 0) {
    return (
      <EmptyState icon={Coins} title="Nothing was used yet" className="m-4">
        Every call of a model is written into the ledger as it ends, with its tokens and its price at that time.
      </EmptyState>
    );
  }
  return (
    <div className="flex max-w-4xl flex-col gap-6 px-4 py-4">
      <CostSummary project={project} costs={costs} />
      <CostTable
        what="Phase"
        rows={costs.byPhase.map(({ key, figures }) => ({
          id: key?.id ?? "",
          name: <PhaseName phase={key} />,
          figures,
        }))}
      />
      <CostTable
        what="Role"
        rows={costs.byRole.map(({ key, figures }) => ({
          id: key ?? "",
          name: key === null ? "No role" : roleLabels[key].name,
          figures,
        }))}
      />
      <CostTable
        what="Model"
        rows={costs.byModel.map(({ key, figures }) => ({ id: key, name: <VisibleText text={key} />, figures }))}
      />
      <CostTable
        what="Attempt"
        rows={costs.byAttempt.map(({ key, figures }) => ({
          id: `${key.runId} ${key.attempt} ${key.model}`,
          name: <AttemptName attempt={key} />,
          figures,
        }))}
      />
    </div>
  );
}

function PhaseName({ phase }: { phase: PhaseKey }) {
  if (phase === null) return "Plan and report";
  return (
    <>
      <span className="tabular text-faint">{phase.number}</span> <VisibleText text={phase.title} />
    </>
  );
}

function AttemptName({ attempt: { operation, round, attempt, phaseNumber, model } }: { attempt: AttemptKey }) {
  const where = phaseNumber === null ? "" : `, phase ${phaseNumber}${round === 0 ? "" : `, refinement ${round}`}`;
  return (
    <>
      {operations[operation].label}
      {where}
      {attempt === 1 ? null : <>, attempt {attempt}</>}
      <span className="text-faint">
        {" "}
        <VisibleText text={model} />
      </span>
    </>
  );
}
