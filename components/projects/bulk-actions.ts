import { isEnded } from "#server/contract/statuses";
import type { ProjectCard } from "#server/contract/views";
import { possibleActions } from "../project/status-words.ts";

/** What can be done with several projects at once, beside changing their priority. */
export const bulkActionIds = ["pause", "resume", "archive", "unarchive", "cancel"] as const;
export type BulkActionId = (typeof bulkActionIds)[number];

interface BulkAction {
  readonly label: string;
  /** "Paused", as in "Paused 3 projects". */
  readonly done: string;
  /** "paused", as in "1 of 3 projects was not paused". */
  readonly participle: string;
  /** Whether it makes sense for a project. The server decides; this only spares refusals. */
  readonly suits: (project: ProjectCard) => boolean;
  /** What takes it back; null: nothing does, so it is asked for twice. */
  readonly undo: BulkActionId | null;
}

/** Each with its opposite. */
export const bulkActions = {
  pause: {
    label: "Pause",
    done: "Paused",
    participle: "paused",
    suits: (project) => possibleActions(project).pause,
    undo: "resume",
  },
  resume: {
    label: "Resume",
    done: "Resumed",
    participle: "resumed",
    suits: (project) => possibleActions(project).resume,
    undo: "pause",
  },
  archive: {
    label: "Archive",
    done: "Archived",
    participle: "archived",
    suits: ({ status, archivedAt }) => isEnded(status) && archivedAt === null,
    undo: "unarchive",
  },
  unarchive: {
    label: "Take out of the archive",
    done: "Took out of the archive",
    participle: "taken out of the archive",
    suits: ({ archivedAt }) => archivedAt !== null,
    undo: "archive",
  },
  cancel: {
    label: "Cancel",
    done: "Cancelled",
    participle: "cancelled",
    suits: (project) => possibleActions(project).cancel,
    undo: null,
  },
} as const satisfies Record<BulkActionId, BulkAction>;

/** "1 project", "3 projects" */
export const projectsWords = (count: number): string => (count === 1 ? "1 project" : `${count} projects`);

/** "1 of 3 projects was not paused" */
export const notDoneWords = (failed: number, of: number, participle: string): string =>
  of === 1
    ? `The project was not ${participle}`
    : `${failed} of ${of} projects ${failed === 1 ? "was" : "were"} not ${participle}`;
