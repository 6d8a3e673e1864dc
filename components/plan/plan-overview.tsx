import type { PlanOutput } from "../../server/contract/outputs.ts";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/cn.ts";
import { AgentLine } from "../evidence/agent-line.tsx";

/** What a plan means to do: its summary and its phases, each with its goal and what it will be held against. */
export function PlanOverview({ plan, className }: { plan: PlanOutput; className?: string }) {
  return (
    <div className={cn("flex flex-col gap-4", className)}>
      <p className="max-w-prose break-words whitespace-pre-line text-muted">
        <AgentLine text={plan.summary} />
      </p>
      <ol className="flex flex-col gap-4">
        {plan.phases.map((phase, index) => (
          <li key={index} className="flex gap-3">
            <span className="tabular flex size-5 shrink-0 items-center justify-center rounded-sm bg-sunken text-xs text-muted">
              {index + 1}
            </span>
            <div className="flex min-w-0 flex-col gap-1">
              <p className="flex flex-wrap items-center gap-2 font-medium break-words">
                <AgentLine text={phase.title} />
                {phase.kind === "analysis" ? <Badge>Analysis</Badge> : null}
              </p>
              <p className="max-w-prose break-words whitespace-pre-line text-muted">
                <AgentLine text={phase.goal} />
              </p>
              <ul className="mt-0.5 flex max-w-prose list-disc flex-col gap-0.5 pl-4 marker:text-faint">
                {phase.acceptanceCriteria.map((criterion, at) => (
                  <li key={at} className="break-words">
                    <AgentLine text={criterion} />
                  </li>
                ))}
              </ul>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
