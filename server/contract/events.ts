import { z } from "zod";
import { AskAnswer, AskContent } from "./asks.ts";
import { ProviderError } from "./errors.ts";
import { ProviderWish, Served, SwitchReason } from "./fallback.ts";
import { CheckResult, ChangedFile, Plan, ReportOutput, ReviewOutput, VerdictOutput } from "./outputs.ts";
import { Operation } from "./roles.ts";
import { ImportFigures, ImportScreening } from "./sources.ts";
import { AttemptOutcome, Hold, PhaseStatus, ProjectStatus } from "./statuses.ts";
import { ToolAssessment } from "./tool-requests.ts";
import { TokenUsage } from "./usage.ts";

/**
 * Everything that happened in a project, past tense. The log is append-only and the only source of what the activity
 * shows; a new kind of event is declared here and the compiler names every place that must know it.
 */
export const EventPayload = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("project.status_changed"),
    from: ProjectStatus,
    to: ProjectStatus,
    hold: Hold.nullable(),
  }),
  z.object({ type: z.literal("project.failed"), message: z.string() }),
  /** The next cycle was asked for, with a brief of its own. */
  z.object({ type: z.literal("project.followed_up"), cycle: z.int(), brief: z.string(), by: z.string() }),
  z.object({ type: z.literal("message.sent"), messageId: z.string(), text: z.string(), by: z.string() }),
  /** From here on the run's agent has it. */
  z.object({
    type: z.literal("message.delivered"),
    messageId: z.string(),
    text: z.string(),
    by: z.string(),
    operation: Operation,
  }),
  z.object({ type: z.literal("project.archived"), by: z.string() }),
  z.object({ type: z.literal("project.unarchived"), by: z.string() }),
  z.object({ type: z.literal("project.priority_changed"), importance: z.int(), urgency: z.int(), by: z.string() }),
  /** Its removal was decided. By null: by the rule for old archived projects. Bytes null: it was never measured. */
  z.object({ type: z.literal("workspace.removed"), by: z.string().nullable(), bytes: z.int().nullable() }),
  z.object({ type: z.literal("import.started"), from: z.string() }),
  z.object({ type: z.literal("import.screened"), screening: ImportScreening }),
  z.object({ type: z.literal("import.finished"), figures: ImportFigures }),
  z.object({
    type: z.literal("plan.proposed"),
    revision: z.int(),
    plan: Plan,
    /** The person who changed it; null: the Project Manager. */
    by: z.string().nullable().default(null),
    /** Why it was changed; null for a first plan. */
    reason: z.string().nullable().default(null),
  }),
  z.object({ type: z.literal("plan.approved"), revision: z.int(), by: z.string().nullable() }),
  z.object({ type: z.literal("phase.status_changed"), from: PhaseStatus, to: PhaseStatus, round: z.int() }),
  z.object({ type: z.literal("phase.committed"), commit: z.string(), files: z.int() }),
  /** A person took a phase in hand. */
  z.object({
    type: z.literal("phase.steered"),
    action: z.enum(["redo_from_start", "redo_as_it_stands", "skip", "roll_back"]),
    /** Why it is skipped, or what is to be different this time. */
    text: z.string().nullable(),
    /** The model that was chosen for it. */
    model: z.string().nullable(),
    /** Who is to work on it. */
    provider: ProviderWish.nullable().default(null),
    by: z.string(),
  }),
  /** `kept`: the git tag under which what was there before can be found; null where nothing would have been lost. */
  z.object({ type: z.literal("workspace.restored"), commit: z.string(), kept: z.string().nullable() }),

  z.object({ type: z.literal("run.queued"), operation: Operation, round: z.int() }),
  z.object({ type: z.literal("run.succeeded"), operation: Operation, durationMs: z.int() }),
  z.object({
    type: z.literal("run.failed"),
    operation: Operation,
    error: ProviderError,
    retryAt: z.iso.datetime().nullable(),
  }),
  z.object({
    type: z.literal("attempt.started"),
    operation: Operation,
    number: z.int(),
    provider: z.string().nullable(),
    model: z.string().nullable(),
    /** Whether it continues the conversation of an earlier attempt or round. */
    resumed: z.boolean(),
    /**
     * `fresh`: a new conversation that was told in short what had been done, because the old one was too long for the
     * model. `back`: an old one that was told what another one has done since. Absent: neither.
     */
    handOver: z.enum(["fresh", "back"]).optional(),
    /** Whether its processes are in a sandbox. Null: nobody knew yet, or it is from before there were sandboxes. */
    sandboxed: z.boolean().nullable().default(null),
  }),
  z.object({
    type: z.literal("attempt.ended"),
    outcome: AttemptOutcome,
    /** Processes still alive after it was ended: counted, not assumed. Null for calls that start no process. */
    processesLeft: z.int().nullable(),
  }),

  z.object({ type: z.literal("agent.instructed"), prompt: z.string() }),
  z.object({ type: z.literal("agent.wrote"), blockId: z.string(), text: z.string() }),
  z.object({ type: z.literal("agent.thought"), blockId: z.string(), text: z.string() }),
  /** Its program wrote a line that is too long to be kept. What stood in it is lost; the work goes on. */
  z.object({ type: z.literal("agent.line_dropped"), bytes: z.int() }),
  z.object({
    type: z.literal("tool.called"),
    toolUseId: z.string(),
    name: z.string(),
    input: z.unknown(),
    parentToolUseId: z.string().nullable(),
  }),
  z.object({
    type: z.literal("tool.finished"),
    toolUseId: z.string(),
    isError: z.boolean(),
    /** Capped; `truncated` says so. */
    output: z.string(),
    truncated: z.boolean(),
    durationMs: z.int(),
  }),
  z.object({
    type: z.literal("todos.updated"),
    items: z.array(z.object({ text: z.string(), status: z.enum(["pending", "in_progress", "completed"]) })),
  }),
  /** Another provider works for the project from here on. */
  z.object({
    type: z.literal("provider.switched"),
    from: Served,
    to: Served,
    reason: SwitchReason,
    /** When the way back is tried; null: when a person says so. */
    until: z.iso.datetime().nullable(),
    /** How long the other side had worked, in milliseconds, where a switch had led to it; null: none had. */
    lastedMs: z.int().min(0).nullable().default(null),
  }),
  z.object({ type: z.literal("provider.retrying"), delayMs: z.number(), httpStatus: z.int().nullable() }),
  z.object({
    type: z.literal("provider.limit_reported"),
    status: z.enum(["allowed", "warning", "rejected"]),
    window: z.string().nullable(),
    utilisation: z.number().nullable(),
    resetsAt: z.iso.datetime().nullable(),
  }),
  /** A host that the attempt's processes wanted to reach and may not; told once per host and attempt. */
  z.object({ type: z.literal("network.refused"), host: z.string(), port: z.int(), reason: z.string() }),
  /** The project's own budget is used to this share, in per cent. */
  z.object({
    type: z.literal("budget.mark_reached"),
    mark: z.int(),
    limitMicros: z.int(),
    spentMicros: z.int(),
  }),
  z.object({ type: z.literal("usage.recorded"), usage: z.array(TokenUsage) }),

  z.object({ type: z.literal("files.changed"), files: z.array(ChangedFile) }),
  z.object({ type: z.literal("check.started"), command: z.string(), detectedBy: z.string() }),
  z.object({ type: z.literal("check.finished"), check: CheckResult }),
  z.object({ type: z.literal("check.none_found"), looked: z.string() }),
  z.object({ type: z.literal("review.finished"), review: ReviewOutput }),
  z.object({
    type: z.literal("verdict.given"),
    /** What takes effect. */
    verdict: VerdictOutput,
    /** Why the PM's own word was overruled by the evidence; null where it stands. */
    overruled: z.string().nullable(),
    refinementsLeft: z.int(),
  }),
  z.object({ type: z.literal("report.written"), report: ReportOutput }),

  /** The PM's analysis of a tool request. */
  z.object({ type: z.literal("tool.assessed"), requestId: z.string(), assessment: ToolAssessment }),
  z.object({ type: z.literal("ask.opened"), askId: z.string(), content: AskContent }),
  z.object({ type: z.literal("ask.answered"), askId: z.string(), answer: AskAnswer, by: z.string() }),
  z.object({ type: z.literal("ask.withdrawn"), askId: z.string() }),
]);
export type EventPayload = z.infer<typeof EventPayload>;
export type EventType = EventPayload["type"];

/** An event as the browser gets it. `sequence` runs 1..n without gaps per project. */
export interface ProjectEvent {
  readonly projectId: string;
  readonly sequence: number;
  readonly at: Date;
  readonly phaseId: string | null;
  readonly runId: string | null;
  readonly attemptId: string | null;
  readonly payload: EventPayload;
}

/** A block still being written, whole. */
export interface LiveBlock {
  readonly projectId: string;
  readonly runId: string;
  readonly blockId: string;
  readonly kind: LiveBlockKind;
  readonly text: string;
}
/** `progress`: one line, each in the place of the one before. No event follows it; it goes with its attempt. */
export const LiveBlockKind = z.enum(["text", "shell", "progress"]);
export type LiveBlockKind = z.infer<typeof LiveBlockKind>;

/**
 * What the one stream of a browser carries. Its reader keeps its own position per project: a batch that does not
 * follow on from it means that something was missed, and is fetched. So no message can be lost or shown twice.
 */
export type StreamMessage =
  /** First message, and again whenever the server's own listener had to reconnect. */
  | { type: "heads"; heads: readonly { projectId: string; sequence: number }[] }
  | { type: "events"; projectId: string; events: readonly ProjectEvent[] }
  /** A part of a live block: `text` stands at `offset`. Offset 0 begins (or replaces) the block. */
  | {
      type: "live";
      projectId: string;
      runId: string;
      blockId: string;
      kind: LiveBlockKind;
      offset: number;
      text: string;
    }
  /** Something that lists and counts show has changed in this project. */
  | { type: "changed"; projectId: string };
