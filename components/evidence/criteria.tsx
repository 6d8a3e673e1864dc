import { Check, Circle, X } from "lucide-react";
import type { ReviewOutput } from "../../server/contract/outputs.ts";
import { cn } from "../ui/cn.ts";
import { AgentLine } from "./agent-line.tsx";

interface CriteriaProps {
  criteria: readonly string[];
  /** The newest review, in the plan's order; null before there is one. */
  review: ReviewOutput | null;
  className?: string;
}

/** Acceptance criteria, each ticked or not by the review, with the evidence it gave. */
export function Criteria({ criteria, review, className }: CriteriaProps) {
  return (
    <ul className={cn("flex flex-col gap-1.5", className)}>
      {criteria.map((criterion, index) => {
        const judged = review?.criteria[index];
        return (
          <li key={index} className="flex gap-2">
            <Mark met={judged?.met ?? null} />
            <div className="min-w-0 break-words">
              <AgentLine text={criterion} />
              {judged === undefined ? null : (
                <p className="text-xs text-muted">
                  <AgentLine text={judged.evidence} />
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Mark({ met }: { met: boolean | null }) {
  if (met === null) return <Circle role="img" aria-label="Not reviewed yet" className="mt-1 size-3 shrink-0 text-faint" />;
  return met ? (
    <Check role="img" aria-label="Met" className="mt-0.5 size-4 shrink-0 text-done" />
  ) : (
    <X role="img" aria-label="Not met" className="mt-0.5 size-4 shrink-0 text-failed" />
  );
}
