import { becauseOf, type StandInWork, workBesidePhases } from "../../server/contract/fallback.ts";
import type { PhaseView } from "../../server/contract/views.ts";
import { AgentLine } from "../evidence/agent-line.tsx";
import { formatDuration } from "../ui/format.ts";

/** Which parts a local model worked on in Claude's place, why, and for how long. */
export function StandInList({ work, phases }: { work: readonly StandInWork[]; phases: readonly PhaseView[] }) {
  return (
    <ul className="flex max-w-prose list-disc flex-col gap-1 pl-4 marker:text-faint">
      {work.map((part) => {
        const { phaseId, models, ms } = part;
        const phase = phases.find(({ id }) => id === phaseId);
        return (
          <li key={phaseId ?? "beside"} className="break-words">
            {phase === undefined ? (
              workBesidePhases(part)
            ) : (
              <>
                Phase {phase.position + 1}, <AgentLine text={phase.title} />
              </>
            )}
            <span className="text-muted">
              : <span className="font-mono text-xs text-ink">{models.join(", ")}</span> for {formatDuration(ms)}
              {becauseOf(part)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
