import { isPhaseClosed, localModelHelps } from "../../server/contract/statuses.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";

/**
 * Whether the way to a local model is worth offering to who looks at a project that waits: it is Claude that is missing,
 * and nothing that a local model needs as well; and nobody has chosen Claude for the very phase, for that choice goes
 * before what holds for the project. Pure.
 */
export const mayGoLocal = ({
  can,
  hold,
  private: isPrivate,
  provider,
  phases,
}: Pick<ProjectView, "can" | "hold" | "private" | "provider"> & {
  readonly phases: readonly Pick<PhaseView, "status" | "provider">[];
}): boolean => {
  if (!can.steer || hold === null || isPrivate || provider === "scripted" || !localModelHelps(hold)) return false;
  const current = phases.find(({ status }) => !isPhaseClosed(status));
  if (current?.provider === "claude") return false;
  // What a local model has failed at is no reason to go to one.
  return hold.reason === "quota" || provider !== "ollama";
};
