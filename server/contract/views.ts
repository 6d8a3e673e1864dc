import type { AskAnswer, AskContent } from "./asks.ts";
import type { ProviderError } from "./errors.ts";
import type { Evidence, PlanOutput, ReportOutput, ReviewOutput, VerdictOutput } from "./outputs.ts";
import type { ProviderKind } from "./provider-kinds.ts";
import type { AgentRole, Operation } from "./roles.ts";
import type { Hold, PermissionMode, PhaseKind, PhaseStatus, ProjectStatus, RunStatus, UserRole } from "./statuses.ts";

/** What queries give to pages. Built in server/domain, rendered in components; nothing here has behaviour. */

export interface UsageTotals {
  /** Whole prompts, cache included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** As reported by the provider; null where it reported none for any part (scripted, Messages API without prices). */
  readonly reportedCostMicros: number | null;
}

export interface ProjectCard {
  readonly id: string;
  readonly title: string;
  readonly status: ProjectStatus;
  readonly hold: Hold | null;
  readonly phasesAccepted: number;
  readonly phasesTotal: number;
  /** What it does right now, or exactly what it needs, in one sentence. */
  readonly activity: string;
  readonly pendingAsks: number;
  readonly provider: ProviderKind | null;
  readonly model: string | null;
  readonly ownerName: string;
  readonly priority: number;
  readonly usage: UsageTotals;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Place in the queue, from 1; null unless QUEUED. */
  readonly queuePosition: number | null;
}

export interface RunView {
  readonly id: string;
  readonly phaseId: string | null;
  readonly operation: Operation;
  readonly round: number;
  readonly status: RunStatus;
  readonly attempts: number;
  readonly model: string | null;
  readonly error: ProviderError | null;
  readonly notBefore: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly usage: UsageTotals;
}

/** One implementation of a phase and what came of it. */
export interface RoundView {
  readonly round: number;
  readonly instruction: string | null;
  readonly developerSummary: string | null;
  readonly evidence: Evidence | null;
  readonly review: ReviewOutput | null;
  readonly verdict: (VerdictOutput & { readonly overruled: string | null }) | null;
}

export interface PhaseView {
  readonly id: string;
  readonly position: number;
  readonly title: string;
  readonly kind: PhaseKind;
  readonly goal: string;
  readonly acceptanceCriteria: readonly string[];
  readonly expectedArtefacts: readonly string[];
  readonly status: PhaseStatus;
  readonly rounds: readonly RoundView[];
  readonly commit: string | null;
  readonly usage: UsageTotals;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface AskView {
  readonly id: string;
  readonly runId: string | null;
  readonly content: AskContent;
  readonly contentHash: string;
  readonly createdAt: Date;
  readonly answer: AskAnswer | null;
  readonly answeredBy: string | null;
  readonly answeredAt: Date | null;
}

/** What an agent of a project does right now (R13). */
export interface AgentView {
  readonly role: AgentRole;
  readonly state: "idle" | "active" | "waiting" | "escalated";
  /** Runs begun. */
  readonly assignments: number;
}

/** A conversation of Claude Code's own, kept so that it can be resumed (R51). */
export interface AgentSessionView {
  readonly phaseId: string;
  readonly provider: ProviderKind;
  /** Claude Code's own id, as in `claude --resume <id>`. */
  readonly providerSessionId: string;
  readonly startedAt: Date | null;
  /** Processes that have worked in it. */
  readonly attempts: number;
}

/** Everything about a project but its event log. `sequence` is the log's head that this view includes. */
export interface ProjectView extends ProjectCard {
  readonly brief: string;
  readonly summary: string | null;
  readonly plan: PlanOutput | null;
  readonly planRevision: number | null;
  readonly permissionMode: PermissionMode;
  readonly approvePlan: boolean;
  readonly phases: readonly PhaseView[];
  readonly runs: readonly RunView[];
  readonly asks: readonly AskView[];
  readonly agents: readonly AgentView[];
  readonly sessions: readonly AgentSessionView[];
  readonly report: ReportOutput | null;
  readonly error: string | null;
  readonly sequence: number;
  /** Attempts whose processes have not been confirmed gone. */
  readonly liveAttempts: number;
  /** What the viewer may do. */
  readonly can: { readonly steer: boolean };
}

export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly login: string;
  readonly role: UserRole;
}

export interface SessionView {
  readonly id: string;
  readonly createdAt: Date;
  readonly userAgent: string | null;
  readonly current: boolean;
}

/** One thing that was looked for on this machine; `fix` names what to do where it is missing. */
export interface SystemFinding {
  readonly status: "ok" | "missing" | "warning";
  readonly detail: string;
  readonly fix: string | null;
}

export interface ProviderState {
  /** Who would run a brief of one's own now; null: nobody, and `fix` says what to do. */
  readonly active: ProviderKind | null;
  readonly fix: string | null;
  readonly apiKey: { readonly source: "settings" | "environment"; readonly lastFour: string } | null;
  readonly baseUrl: string | null;
  readonly models: { readonly projectManager: string; readonly developer: string; readonly qualityAssurance: string };
}

export const healthComponents = ["database", "runner", "claudeCode", "provider", "disk"] as const;
export type HealthComponent = (typeof healthComponents)[number];
export type HealthStatus = "healthy" | "degraded" | "unhealthy";

export interface HealthView {
  readonly status: HealthStatus;
  readonly version: string;
  readonly components: Readonly<Record<HealthComponent, { readonly status: HealthStatus; readonly detail: string }>>;
}

/** The page after set-up: what is on this machine. */
export interface SystemFindings {
  readonly database: SystemFinding;
  readonly disk: SystemFinding;
  readonly git: SystemFinding;
  readonly claudeCode: SystemFinding;
  readonly account: SystemFinding;
  readonly ollama: SystemFinding;
  readonly sandbox: SystemFinding;
  readonly runner: SystemFinding;
}

export interface WorkspaceFile {
  readonly path: string;
  readonly bytes: number;
}
