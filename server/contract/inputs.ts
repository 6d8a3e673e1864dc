import { z } from "zod";
import { AskAnswer } from "./asks.ts";
import { assignmentLimits, Complexity, Language, ProjectKind } from "./briefs.ts";
import { BudgetMicros } from "./budgets.ts";
import { HostRules } from "./egress.ts";
import { ProviderWish } from "./fallback.ts";
import { AskId, PhaseId, ProjectId } from "./ids.ts";
import { ModelName, RoleModels } from "./models.ts";
import { RequestLimit, RequestLimits } from "./requests.ts";
import { AgentRole } from "./roles.ts";
import { ProjectSource } from "./sources.ts";
import { PlannedPhase } from "./outputs.ts";
import { PermissionMode } from "./statuses.ts";

/** What people send. Every procedure's input is declared here so that forms and server check the same rules. */

export const briefLimits = { min: 10, max: 50_000 } as const;

const oneToTen = z.int().min(1).max(10);

/** A text must be storable (PostgreSQL refuses NUL) and readable: control characters other than tab and newline are refused. */
// eslint-disable-next-line no-control-regex
const unreadable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/u;
const readable = (what: string) => (value: string) => !unreadable.test(value) || what;

export const Brief = z
  .string()
  .trim()
  .min(briefLimits.min, `Describe the project in at least ${briefLimits.min} characters.`)
  .max(briefLimits.max, {
    // Every agent reads all of it again and again: what is longer belongs into a file, read when it is needed.
    error: ({ input }) =>
      `A brief may have at most ${briefLimits.max.toLocaleString("en")} characters${typeof input === "string" ? `; this one has ${input.length.toLocaleString("en")}` : ""}. Put long material into a file of an archive or repository that the project starts from, and name it in the brief.`,
  })
  .refine((value) => readable("")(value) === true, "The brief contains binary data. Paste text only.");

/** Of the findings in this brief (contract/screening.ts) that a person has looked at; null: of none. */
const screeningHash = z.string().length(64).nullable().default(null);

/** What a person may choose for a project beside its brief. Absent: as it is detected in the brief. */
const projectChoices = {
  /** Null: the Project Manager chooses. */
  language: Language.nullable().optional(),
  kind: ProjectKind.optional(),
  complexity: Complexity.optional(),
  /** How often the Developer may be sent off, refinements included. Absent: by complexity. */
  maxAssignments: z
    .int("Enter a whole number.")
    .min(assignmentLimits.min, "At least one.")
    .max(assignmentLimits.max, `At most ${assignmentLimits.max}.`)
    .optional(),
  models: RoleModels.default({}),
};

/** How many requests agents have in a project, for those where it is not as in the settings (R12). */
const requestLimits = z.partialRecord(AgentRole, RequestLimit).default({});

export const CreateProjectInput = z.strictObject({
  brief: Brief,
  title: z.string().trim().max(120).optional(),
  importance: oneToTen.default(5),
  urgency: oneToTen.default(5),
  ...projectChoices,
  permissionMode: PermissionMode.default("acceptEdits"),
  approvePlan: z.boolean().default(false),
  /** What its processes may reach; null: the installation's list. */
  egressHosts: HostRules.nullable().default(null),
  /** Only local models on the runner's machine may work on it, and nothing of it is sent anywhere by itself. */
  private: z.boolean().default(false),
  /** What it starts from; null: nothing. */
  source: ProjectSource.nullable().default(null),
  /** What it may cost, in millionths of a dollar; null: no budget of its own; absent: the installation's default. */
  budgetMicros: BudgetMicros.nullable().optional(),
  requestLimits,
  /** False keeps it a draft. */
  submit: z.boolean().default(true),
  screeningHash,
});
export type CreateProjectInput = z.input<typeof CreateProjectInput>;

/** What a person wants of a phase, or says about it. */
const words = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max.toLocaleString("en")} characters.`)
    .refine((value) => readable("")(value) === true, "The text contains binary data.");

export const messageLimit = 10_000;
export const SendMessageInput = z.strictObject({
  projectId: ProjectId,
  text: words(messageLimit).min(1, "Write what the agents should know."),
});

const PhaseInput = z.strictObject({ projectId: ProjectId, phaseId: PhaseId });
export const RollBackInput = PhaseInput;
export const RedoPhaseInput = PhaseInput.extend({
  from: z.enum(["start", "as_it_stands"]),
  /** What is to be different this time. */
  text: words(10_000).transform((value) => (value === "" ? null : value)),
  /** The Developer's for this phase (of a local provider: the whole phase's); null: as configured. */
  model: ModelName.nullable(),
  /** Who is to work on this phase; null: as on its project. */
  provider: ProviderWish.nullable().default(null),
});
export const SkipPhaseInput = PhaseInput.extend({
  reason: words(2_000).min(1, "Say why it is left out. The report says it, too."),
});
export const EditPlanInput = z.strictObject({
  projectId: ProjectId,
  /** The phases not begun, as the page showed them. */
  pendingPhaseIds: z.array(PhaseId).max(100),
  phases: z.array(PlannedPhase).max(40, "A plan may have at most 40 phases."),
  reason: words(2_000).transform((value) => (value === "" ? null : value)),
});
export const FollowUpInput = z.strictObject({
  projectId: ProjectId,
  brief: Brief,
  approvePlan: z.boolean().default(false),
  screeningHash,
});

export const CreateSampleInput = z.strictObject({ sampleId: z.string().max(60) });
export const ProjectInput = z.strictObject({ projectId: ProjectId });
/** `cycle`: as it was at the end of an earlier cycle; absent, as it is. */
export const GetProjectInput = ProjectInput.extend({ cycle: z.int().min(1).max(10_000).optional() });
export const SubmitProjectInput = z.strictObject({ projectId: ProjectId, screeningHash });
/** What is being written: shorter than a brief may be, too. */
export const ScreenBriefInput = z.strictObject({ brief: z.string().max(briefLimits.max) });
export const ListProjectsInput = z.strictObject({ archived: z.boolean().default(false) });
export const UpdateDraftInput = z.strictObject({
  projectId: ProjectId,
  brief: Brief,
  permissionMode: PermissionMode,
  approvePlan: z.boolean(),
});

/** Null starts from nothing. */
export const ChangeSourceInput = z.strictObject({ projectId: ProjectId, source: ProjectSource.nullable() });
/** The hash of what was found in the files (contract/sources.ts). */
export const ConfirmImportInput = z.strictObject({ projectId: ProjectId, hash: z.string().length(64) });

/** Null is the installation's list, an empty one is no network. Takes effect with the next attempt. */
export const UpdateNetworkInput = z.strictObject({ projectId: ProjectId, hosts: HostRules.nullable() });

export const ListEventsInput = z.strictObject({
  projectId: ProjectId,
  /** Exclusive. 0 begins at the first event. */
  after: z.int().min(0).default(0),
  limit: z.int().min(1).max(1_000).default(500),
});

export const StreamInput = z.strictObject({
  /** Whose events are sent whole; all others the user may see only as `changed`. */
  projectIds: z.array(ProjectId).max(20),
});

export const AnswerAskInput = z.strictObject({
  askId: AskId,
  contentHash: z.string().length(64),
  answer: AskAnswer,
});

export const DiffInput = z.strictObject({
  projectId: ProjectId,
  phaseId: PhaseId.nullable().default(null),
  /** Absent: the cycle at work. */
  cycle: z.int().min(1).max(10_000).optional(),
});
const FilePath = z
  .string()
  .min(1)
  .max(2_000, "This file's path is too long to be asked for. Download the whole workspace instead.");
export const FileInput = z.strictObject({ projectId: ProjectId, path: FilePath });

/** A folder among the workspaces that belongs to no project. */
export const OrphanInput = z.strictObject({ folder: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) });

export const loginRule = z
  .string()
  .trim()
  .toLowerCase()
  .min(2, "At least 2 characters.")
  .max(100)
  .regex(/^[a-z0-9._@+-]+$/, "Letters, digits and . _ @ + - only.");
export const passwordRule = z.string().min(10, "At least 10 characters.").max(200);

export const CompleteSetupInput = z.strictObject({
  token: z.string().min(20).max(200),
  name: z
    .string()
    .trim()
    .min(1, "Say what you want to be called.")
    .max(100)
    .regex(/^\P{Cc}*$/u, "One line of text only."),
  login: loginRule,
  password: passwordRule,
});

export const RevokeSessionInput = z.strictObject({ sessionId: z.string().max(60) });

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Where a key is sent: encrypted, unless it stays on this machine; and without a second credential in the address. */
const keyDestination = z
  .url({ protocol: /^https?$/, error: "A URL that begins with https://" })
  .refine(
    (value) => URL.parse(value)?.username === "" && URL.parse(value)?.password === "",
    "Leave the user and password out of the URL.",
  )
  .refine((value) => {
    const url = URL.parse(value);
    return url !== null && (url.protocol === "https:" || loopback.test(url.hostname));
  }, "Use https:// for another machine: the key would travel unencrypted.");

/** A key and the address that it is sent to. The key goes in and never comes out again. */
export const ReplaceKeyInput = z.strictObject({
  apiKey: z
    .string()
    .trim()
    .min(1, "Enter the key.")
    .min(20, "This is too short for a key. Copy all of it.")
    .max(300, "This is too long for a key.")
    .regex(/^[\u0021-\u007e]+$/, "A key has neither spaces nor letters with accents. Copy it again."),
  baseUrl: keyDestination.nullable().default(null),
  /** True permits that the address leads to this machine or into a private network. */
  privateAddress: z.boolean().default(false),
  /** True stores it although the address could not say whether it is valid. One that it refuses is never stored. */
  untested: z.boolean().default(false),
});
/** Their product orders the queue. */
export const ChangePriorityInput = ProjectInput.extend({ importance: oneToTen, urgency: oneToTen });
export const ChangeRequestLimitsInput = ProjectInput.extend({ limits: RequestLimits });
