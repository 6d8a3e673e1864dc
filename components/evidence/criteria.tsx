import { Check, Circle, X } from "lucide-react";
import type { ReviewOutput } from "../../server/contract/outputs.ts";
import { cn } from "../ui/cn.ts";
import { NamedIcon } from "../ui/named-icon.tsx";
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
  if (met === null)
    return (
      <NamedIcon
        icon={Circle}
        label="Not reviewed yet"
        className="w-4 justify-center pt-1 text-faint"
        iconClassName="size-3"
      />
    );
  return met ? (
    <NamedIcon icon={Check} label="Met" className="pt-0.5 text-done" />
  ) : (
    <NamedIcon icon={X} label="Not met" className="pt-0.5 text-failed" />
  );
}
