import { isEnded } from "#server/contract/statuses";
import type { ProjectCard } from "#server/contract/views";

/** How far a project is, in words: "3 phases planned", "Phase 3/5", "5/5 phases". Null before there is a plan. */
export const phaseWords = ({
  status,
  phasesAccepted,
  phasesTotal,
}: Pick<ProjectCard, "status" | "phasesAccepted" | "phasesTotal">): string | null => {
  if (phasesTotal === 0) return null;
  if (status === "AWAITING_PLAN_APPROVAL")
    return phasesTotal === 1 ? "1 phase planned" : `${phasesTotal} phases planned`;
  // Nothing is being worked on: only what was accepted counts.
  if (isEnded(status) || phasesAccepted === phasesTotal)
    return `${phasesAccepted}/${phasesTotal} ${phasesTotal === 1 ? "phase" : "phases"}`;
  return `Phase ${phasesAccepted + 1}/${phasesTotal}`;
};
