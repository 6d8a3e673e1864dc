import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  CircleX,
  Clock3,
  FlaskConical,
  Hourglass,
  LoaderCircle,
  MessageCircleQuestionMark,
  type LucideIcon,
} from "lucide-react";
import { waitedFor, type Hold, type PhaseStatus, type ProjectStatus } from "#server/contract/statuses";
import type { Tone } from "./tone.ts";

/** How a state looks: always a word, an icon and a colour together. */
export interface StatusAppearance {
  readonly label: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
  /** Something is under way right now, which the icon shows by turning. */
  readonly moving?: boolean;
}

const project = {
  DRAFT: { label: "Draft", tone: "neutral", icon: CircleDashed },
  QUEUED: { label: "Queued", tone: "neutral", icon: Clock3 },
  PLANNING: { label: "Planning", tone: "running", icon: LoaderCircle, moving: true },
  AWAITING_PLAN_APPROVAL: { label: "Needs you", tone: "needs", icon: CircleAlert },
  RUNNING: { label: "Running", tone: "running", icon: LoaderCircle, moving: true },
  WAITING: { label: "Needs you", tone: "needs", icon: CircleAlert },
  PAUSED: { label: "Paused", tone: "neutral", icon: CirclePause },
  REPORTING: { label: "Writing report", tone: "running", icon: LoaderCircle, moving: true },
  SUCCEEDED: { label: "Done", tone: "done", icon: CircleCheck },
  FAILED: { label: "Failed", tone: "failed", icon: CircleX },
  CANCELLED: { label: "Cancelled", tone: "neutral", icon: Ban },
} as const satisfies Record<ProjectStatus, StatusAppearance>;

/** A project's state in the words of the dashboard. A limit is waited out by itself and asks nothing of anybody. */
export const projectAppearance = (status: ProjectStatus, hold: Hold | null): StatusAppearance =>
  status === "WAITING" && hold?.reason === "quota"
    ? { label: `Waiting for ${waitedFor(hold)}`, tone: "neutral", icon: Hourglass }
    : project[status];

const phase = {
  PENDING: { label: "Not started", tone: "neutral", icon: CircleDashed },
  RESTORING: { label: "Putting files back", tone: "running", icon: LoaderCircle, moving: true },
  IMPLEMENTING: { label: "Implementing", tone: "running", icon: LoaderCircle, moving: true },
  CHECKING: { label: "Running checks", tone: "running", icon: FlaskConical },
  REVIEWING: { label: "In review", tone: "running", icon: LoaderCircle, moving: true },
  EVALUATING: { label: "Evaluating", tone: "running", icon: LoaderCircle, moving: true },
  ESCALATED: { label: "Needs you", tone: "needs", icon: MessageCircleQuestionMark },
  ACCEPTING: { label: "Committing", tone: "running", icon: LoaderCircle, moving: true },
  ACCEPTED: { label: "Accepted", tone: "done", icon: CircleCheck },
  SKIPPED: { label: "Skipped", tone: "neutral", icon: CircleSlash },
  STOPPED: { label: "Stopped", tone: "neutral", icon: Ban },
} as const satisfies Record<PhaseStatus, StatusAppearance>;

/** A phase's state in the words of the dashboard. */
export const phaseAppearance = (status: PhaseStatus): StatusAppearance => phase[status];
