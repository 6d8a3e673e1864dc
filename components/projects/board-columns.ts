import { CircleAlert, CircleCheck, CircleDashed, CircleX, Clock3, LoaderCircle, type LucideIcon } from "lucide-react";
import type { Hold, ProjectStatus } from "#server/contract/statuses";
import type { ProjectCard } from "#server/contract/views";
import type { Tone } from "#client/ui/tone";

/** The columns, from left to right. */
export const columnIds = ["planning", "queued", "running", "needs-you", "done", "failed"] as const;
export type ColumnId = (typeof columnIds)[number];

/** A column of the board; the list uses the same ones as its filter. */
export interface Column {
  readonly label: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

/** How each column is headed. */
export const columns = {
  planning: { label: "Planning", tone: "neutral", icon: CircleDashed },
  queued: { label: "Queued", tone: "neutral", icon: Clock3 },
  running: { label: "Running", tone: "running", icon: LoaderCircle },
  "needs-you": { label: "Needs you", tone: "needs", icon: CircleAlert },
  done: { label: "Done", tone: "done", icon: CircleCheck },
  failed: { label: "Failed", tone: "failed", icon: CircleX },
} as const satisfies Record<ColumnId, Column>;

const byStatus = {
  // Not submitted yet: still being thought out, by a person instead of the PM.
  DRAFT: "planning",
  PLANNING: "planning",
  QUEUED: "queued",
  RUNNING: "running",
  REPORTING: "running",
  // Somebody paused it on purpose; it asks nothing of anybody.
  PAUSED: "running",
  AWAITING_PLAN_APPROVAL: "needs-you",
  WAITING: "needs-you",
  SUCCEEDED: "done",
  // Both ended without what was asked for; the card says which of the two.
  FAILED: "failed",
  CANCELLED: "failed",
} as const satisfies Record<ProjectStatus, ColumnId>;

/** The column a project belongs to. A limit ends by itself and needs nobody. */
export const columnOf = (status: ProjectStatus, hold: Hold | null): ColumnId =>
  status === "WAITING" && hold?.reason === "quota" ? "running" : byStatus[status];

/** Whether a card's sentence is a request to a person rather than a report. */
export const needsSomeone = (project: Pick<ProjectCard, "status" | "hold" | "pendingAsks">): boolean =>
  columnOf(project.status, project.hold) === "needs-you" || project.pendingAsks > 0;

/** The projects of each column, in the order given. */
export const byColumn = (projects: readonly ProjectCard[]): Readonly<Record<ColumnId, readonly ProjectCard[]>> => {
  const sorted: Record<ColumnId, ProjectCard[]> = {
    planning: [],
    queued: [],
    running: [],
    "needs-you": [],
    done: [],
    failed: [],
  };
  for (const project of projects) sorted[columnOf(project.status, project.hold)].push(project);
  return sorted;
};
