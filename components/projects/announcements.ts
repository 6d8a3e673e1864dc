import { isEnded } from "#server/contract/statuses";
import type { ProjectCard } from "#server/contract/views";
import { visibleText } from "#client/ui/visible-text";
import { projectAppearance } from "#client/ui/status-appearance";
import { needsSomeone } from "./board-columns.ts";

type Seen = Pick<ProjectCard, "id" | "title" | "status" | "hold" | "pendingAsks" | "activity">;

/**
 * What of a change is worth saying aloud: a project that now needs somebody, and one that has ended. All else moves
 * too often to be read out.
 */
export const announcementsBetween = (before: readonly Seen[], after: readonly Seen[]): readonly string[] => {
  const earlier = new Map(before.map((project) => [project.id, project]));
  return after.flatMap((project) => {
    const past = earlier.get(project.id);
    if (past === undefined) return [];
    const title = visibleText(project.title);
    if (needsSomeone(project) && !needsSomeone(past)) return [`${title} needs you: ${visibleText(project.activity)}`];
    if (isEnded(project.status) && !isEnded(past.status)) {
      return [`${title}: ${projectAppearance(project.status, project.hold).label}`];
    }
    return [];
  });
};
