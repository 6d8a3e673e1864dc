import { FlaskConical } from "lucide-react";
import type { PhaseView, ProjectView, RoundView } from "../../server/contract/views.ts";
import { CheckList } from "../evidence/check-list.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";

/** Every check that Spiral ran, by phase and round, with its output. The newest failed one is open. */
export function ChecksPanel({ project }: { project: ProjectView }) {
  const phases = project.phases.filter((phase) => phase.rounds.some((round) => round.evidence !== null));
  if (phases.length === 0) {
    return (
      <EmptyState icon={FlaskConical} title="No checks yet" className="m-4">
        After each implementation Spiral finds the project's own tests and runs them itself, with a time limit. An
        agent's word that they pass counts for nothing.
      </EmptyState>
    );
  }
  return (
    <div className="flex max-w-5xl flex-col gap-6 px-4 py-4">
      {phases.map((phase) => (
        <section key={phase.id} aria-label={`Phase ${phase.position + 1}`} className="flex min-w-0 flex-col gap-2">
          <h2 className="font-medium break-words">
            <span className="tabular text-faint">{phase.position + 1}</span> <VisibleText text={phase.title} />
          </h2>
          {phase.rounds.map((round) => (
            <RoundChecks key={round.round} phase={phase} round={round} />
          ))}
        </section>
      ))}
    </div>
  );
}

function RoundChecks({ phase, round }: { phase: PhaseView; round: RoundView }) {
  if (round.evidence === null) return null;
  const newest = round === phase.rounds.findLast(({ evidence }) => evidence !== null);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h3 className="text-xs text-faint">{round.round === 0 ? "First implementation" : `Refinement ${round.round}`}</h3>
      {round.evidence.checks.length === 0 ? (
        <p className="text-muted">
          No runnable check was found.
          {round.verdict?.noCheckReason == null ? null : (
            <>
              {" "}
              Accepted without one because: <VisibleText text={round.verdict.noCheckReason} />
            </>
          )}
        </p>
      ) : (
        <CheckList checks={round.evidence.checks} failedOpen={newest} />
      )}
    </div>
  );
}
