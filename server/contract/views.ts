import type { BriefAssessment, Complexity, Language, ProjectKind } from "./briefs.ts";
import type { RoleModels } from "./models.ts";
import type { AskAnswer, AskContent } from "./asks.ts";
import type { BudgetView } from "./budgets.ts";
import type { ProviderError } from "./errors.ts";
import type { ChangedFile, Evidence, Plan, ReportOutput, ReviewOutput, VerdictOutput } from "./outputs.ts";
import type { ProviderWish, StandInWork, SwitchReason } from "./fallback.ts";
import type { ProviderKind } from "./provider-kinds.ts";
import type { RequestsOfAgent } from "./requests.ts";
import type { AgentRole, Operation } from "./roles.ts";
import type { SandboxReport } from "./sandbox-report.ts";
import type { ScreeningRecord } from "./screening.ts";
import type { SourceView } from "./sources.ts";
import type {
  ActiveStatus,
  Hold,
  PermissionMode,
  PhaseKind,
  PhaseStatus,
  ProjectStatus,
  RunStatus,
  UserRole,
} from "./statuses.ts";
import type { ToolAdvice } from "./tool-requests.ts";
import type { UsageTotals } from "./usage.ts";

/** What queries give to pages. Built in server/domain, rendered in components; nothing here has behaviour. */

/** Time in which somebody was at work, agents and the runner's checks; pauses and waits are not in it. */
export interface WorkTime {
  /** Milliseconds, up to `since` where it goes on. */
  readonly ms: number;
  /** Since when it has been going on; null: it stands still. */
  readonly since: Date | null;
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
  /** A local model works in Claude's place; null: nobody stands in. Reason and end are those of now; null: not known. */
  readonly standIn: {
    readonly model: string;
    readonly reason: SwitchReason | null;
    readonly until: Date | null;
  } | null;
  /** The local models that worked in Claude's place on what is there of this cycle, also those that no longer do. */
  readonly stoodIn: readonly string[];
  /** Some did, and Claude has done nothing of what is there. */
  readonly allLocal: boolean;
  /** Only local models on the runner's machine work on it, and nothing of it is sent anywhere by itself. */
  readonly private: boolean;
  readonly ownerName: string;
  readonly priority: number;
  readonly usage: UsageTotals;
  readonly work: WorkTime;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** From then on it is read-only; null: it is not archived. */
  readonly archivedAt: Date | null;
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
  readonly work: WorkTime;
}

/** One implementation of a phase and what came of it. */
export interface RoundView {
  readonly round: number;
  /** How it came to be: the phase's beginning, a refinement, or a person who wanted it done again. */
  readonly cause: "first" | "refinement" | "redo_from_start" | "redo_as_it_stands";
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
  /** The local model that implemented it, or a part of it, in Claude's place; null: Claude did. */
  readonly standIn: string | null;
  /** Claude has worked on it, too (a review, a verdict), or does now. */
  readonly claudeToo: boolean;
  readonly rounds: readonly RoundView[];
  readonly commit: string | null;
  /** Why a person has it left out. */
  readonly skipReason: string | null;
  /** The Developer's model here, where a person chose one. */
  readonly model: string | null;
  /** Who is to work on it, where a person chose that. */
  readonly provider: ProviderWish | null;
  /** What a redo from its start would put back; false: nothing has begun. */
  readonly begun: boolean;
  readonly usage: UsageTotals;
  readonly work: WorkTime;
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
  /** Then it becomes a refusal; null: it waits for as long as it takes. */
  readonly expiresAt: Date | null;
  /** What the PM says of a tool request; null: it is another kind. */
  readonly advice: ToolAdvice | null;
  /** Files and addresses that the asking run has read last, the newest first: their words may have led it to ask. */
  readonly readBefore: readonly string[];
}

/** What an agent of a project does right now (R13). */
export interface AgentView {
  readonly role: AgentRole;
  readonly state: "idle" | "active" | "waiting" | "escalated";
  /** Over all cycles (R12). */
  readonly requests: RequestsOfAgent;
}

/** A conversation of Claude Code's own, kept so that it can be resumed (R51). */
export interface AgentSessionView {
  readonly phaseId: string;
  readonly provider: ProviderKind;
  /** Claude Code's own id, as in `claude --resume <id>`. */
  readonly providerSessionId: string;
  readonly startedAt: Date | null;
  /** It began with a hand-over: the conversation before was too long for the model that took over. */
  readonly handedOver: boolean;
  /** Processes that have worked in it. */
  readonly attempts: number;
}

/** What a workspace takes of the disk. */
export interface WorkspaceSize {
  /** As the disk counts it. */
  readonly bytes: number;
  /** The lengths of its files, which may have holes. */
  readonly fileBytes: number;
  readonly files: number;
  /** There is more: not all of it could be counted in the time for it. */
  readonly partly: boolean;
  readonly measuredAt: Date;
}

/** A project's files as a whole. */
export interface WorkspaceView {
  /** Null: not measured yet, or gone. */
  readonly size: WorkspaceSize | null;
  /** When its removal was decided: there are no files any more, the records stay. */
  readonly removedAt: Date | null;
}

/** What goes with the brief: detected in it, or chosen by a person. */
export interface ProjectChoices {
  /** Null: the Project Manager chooses. */
  readonly language: Language | null;
  readonly kind: ProjectKind;
  readonly complexity: Complexity;
  /** What was detected, with its signals; null: it was not looked at (samples, projects from before). */
  readonly assessment: BriefAssessment | null;
  readonly importance: number;
  readonly urgency: number;
  /** Developer assignments of this cycle: begun so far, and at most. */
  readonly assignments: { readonly used: number; readonly max: number };
  /** Models used instead of the settings'. */
  readonly models: RoleModels;
}

/** One version of the plan. */
export interface PlanRevisionView {
  readonly number: number;
  readonly plan: Plan;
  /** The person who made it; null: the Project Manager. */
  readonly by: string | null;
  /** Why it took the place of the one before. */
  readonly reason: string | null;
  /** What was said when it was sent back. */
  readonly sentBack: string | null;
  readonly createdAt: Date;
  readonly approvedAt: Date | null;
}

/** What a person said to the agents. */
export interface MessageView {
  readonly id: string;
  readonly by: string;
  readonly text: string;
  readonly createdAt: Date;
  /** When an agent had it; null: it waits for the next turn. */
  readonly deliveredAt: Date | null;
}

/** A cycle of a project: the one at work, or one that was followed up. */
export interface CycleView {
  readonly number: number;
  readonly brief: string;
  readonly status: ProjectStatus;
  readonly finishedAt: Date | null;
}

/** Everything about a project but its event log. `sequence` is the log's head that this view includes. */
export interface ProjectView extends ProjectCard {
  /**
   * The run whose newest tool call ends `activity`, and that sentence without one; null: it tells of no tool call. The
   * view is not read again for each: the log says which it is now.
   */
  readonly doing: { readonly runId: string; readonly words: string } | null;
  readonly brief: string;
  readonly summary: string | null;
  readonly plan: Plan | null;
  readonly planRevision: number | null;
  /** Which state a hold returns to; null while it is neither waiting nor paused. */
  readonly heldFrom: ActiveStatus | null;
  /** The cycle's, oldest first. */
  readonly revisions: readonly PlanRevisionView[];
  /** The cycle that this view is of; the rest of the page is about it, too. */
  readonly cycle: number;
  readonly cycles: readonly CycleView[];
  readonly messages: readonly MessageView[];
  readonly permissionMode: PermissionMode;
  readonly approvePlan: boolean;
  readonly choices: ProjectChoices;
  readonly phases: readonly PhaseView[];
  readonly runs: readonly RunView[];
  readonly asks: readonly AskView[];
  readonly agents: readonly AgentView[];
  readonly sessions: readonly AgentSessionView[];
  readonly report: ReportOutput | null;
  readonly error: string | null;
  readonly sequence: number;
  /** Where a person wants it worked on; null: as it comes. */
  readonly providerWish: ProviderWish | null;
  /** What local models did in Claude's place, phase by phase. */
  readonly standInWork: readonly StandInWork[];
  /** Attempts whose processes have not been confirmed gone. */
  readonly liveAttempts: number;
  /** Whether any of its attempts had no sandbox around it. */
  readonly ranWithoutSandbox: boolean;
  readonly workspace: WorkspaceView;
  /** The request for a tool that it builds, and the tool once it is accepted; null: it builds none. */
  readonly builds: { readonly requestId: string; readonly toolId: string | null } | null;
  /** The project's own budget; null: it has none. */
  readonly budget: BudgetView | null;
  /** What was found in the brief when it was submitted, and by whose name; null: it was not screened. */
  readonly screening: (Omit<ScreeningRecord, "by"> & { readonly by: string | null }) | null;
  /** What it starts from; null: nothing. */
  readonly source: SourceView | null;
  /** What the viewer may do. */
  /** `manage`: share it, put it away. */
  readonly can: { readonly steer: boolean; readonly manage: boolean };
}

export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly login: string;
  readonly role: UserRole;
}

/** One thing that was looked for on this machine; `fix` names what to do where it is missing. */
export interface SystemFinding {
  readonly status: "ok" | "missing" | "warning";
  readonly detail: string;
  readonly fix: string | null;
}

export const healthComponents = [
  "database",
  "runner",
  "sandbox",
  "claudeCode",
  "provider",
  "ledger",
  "audit",
  "disk",
] as const;
export type HealthComponent = (typeof healthComponents)[number];
export type HealthStatus = "healthy" | "degraded" | "unhealthy";

export interface ComponentHealth {
  readonly status: HealthStatus;
  readonly detail: string;
  /** Of what is not looked at anew for every answer: when it was. */
  readonly checkedAt?: Date;
}

export interface HealthView {
  readonly status: HealthStatus;
  readonly version: string;
  readonly components: Readonly<Record<HealthComponent, ComponentHealth>>;
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

/** What became of one file in some phases together. */
export interface FileChanges extends ChangedFile {
  /** Those that changed it, in their order. */
  readonly phaseIds: readonly string[];
}

/** What the newest runner says of its sandbox. */
export interface SandboxView {
  readonly finding: SystemFinding;
  /** Of its last self-test; null before the first has ended, and where there is nothing to test. */
  readonly report: SandboxReport | null;
}

export interface WorkspaceFile {
  readonly path: string;
  readonly bytes: number;
}

/** The disk that holds all workspaces. */
export interface DiskView {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** One project's folder on it. */
export interface StoredWorkspace {
  readonly projectId: string;
  readonly title: string;
  readonly ownerName: string;
  readonly status: ProjectStatus;
  readonly hold: Hold | null;
  readonly size: WorkspaceSize;
  readonly lastActivityAt: Date;
  readonly archivedAt: Date | null;
  /** Decided, and being done. */
  readonly removing: boolean;
}

/** A folder among the workspaces that belongs to no project here. */
export interface OrphanedWorkspace {
  readonly folder: string;
  readonly foundAt: Date;
  /** Null: not measured yet. */
  readonly size: WorkspaceSize | null;
  readonly removing: boolean;
}

/** What takes the disk, largest first, and what is done about it. */
export interface StorageView {
  /** Null: it cannot be looked at. */
  readonly disk: DiskView | null;
  readonly workspaces: readonly StoredWorkspace[];
  readonly orphans: readonly OrphanedWorkspace[];
  /** All workspaces together, also those that are too many to be listed. */
  readonly total: { readonly workspaces: number; readonly bytes: number };
  readonly rules: { readonly removeArchivedAfterDays: number | null; readonly attemptOutputsAfterDays: number | null };
}
