import { CirclePause } from "lucide-react";
import { isEnded } from "../../server/contract/statuses.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { phaseAppearance, type StatusAppearance } from "../ui/status-appearance.ts";

/** How a phase looks in its project: one that was at work when the project was stopped does not look as if it still were. */
export const phaseLook = (
  { status }: Pick<ProjectView, "status">,
  phase: Pick<PhaseView, "status">,
): StatusAppearance => {
  const usual = phaseAppearance(phase.status);
  const stands = status === "PAUSED" || status === "WAITING" || isEnded(status);
  return stands && usual.tone === "running"
    ? { label: `${usual.label} · on hold`, tone: "neutral", icon: CirclePause }
    : usual;
};
