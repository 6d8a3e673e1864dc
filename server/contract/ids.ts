import { z } from "zod";

/**
 * Ids are readable and branded: `prj_…`, `run_…`. The prefix says what a stray id in a log belongs to; the
 * brand keeps one kind of id from being passed where another is meant. They are made in server/platform/ids.ts.
 */
const id = <Brand extends string>(prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-z]{26}$`), `Expected an id that begins with ${prefix}_`)
    .brand<Brand>();

export const UserId = id<"UserId">("usr");
export type UserId = z.infer<typeof UserId>;
export const AccountLinkId = id<"AccountLinkId">("lnk");
export type AccountLinkId = z.infer<typeof AccountLinkId>;
export const SessionId = id<"SessionId">("ses");
export type SessionId = z.infer<typeof SessionId>;
export const ProjectId = id<"ProjectId">("prj");
export type ProjectId = z.infer<typeof ProjectId>;
export const PhaseId = id<"PhaseId">("pha");
export type PhaseId = z.infer<typeof PhaseId>;
export const RunId = id<"RunId">("run");
export type RunId = z.infer<typeof RunId>;
export const AttemptId = id<"AttemptId">("att");
export type AttemptId = z.infer<typeof AttemptId>;
export const TemplateId = id<"TemplateId">("tpl");
export type TemplateId = z.infer<typeof TemplateId>;
export const AskId = id<"AskId">("ask");
export type AskId = z.infer<typeof AskId>;
export const UploadId = id<"UploadId">("upl");
export type UploadId = z.infer<typeof UploadId>;
export const GitCredentialId = id<"GitCredentialId">("gcr");
export type GitCredentialId = z.infer<typeof GitCredentialId>;
export const ExportId = id<"ExportId">("exp");
export type ExportId = z.infer<typeof ExportId>;
export const ModelPullId = id<"ModelPullId">("pul");
export type ModelPullId = z.infer<typeof ModelPullId>;

/** The prefix of each kind of id; the one list that the id maker is typed by. */
export const idPrefixes = {
  user: "usr",
  session: "ses",
  accountLink: "lnk",
  apiToken: "tok",
  project: "prj",
  phase: "pha",
  run: "run",
  attempt: "att",
  ask: "ask",
  toolRequest: "trq",
  tool: "tol",
  toolVersion: "tov",
  toolUse: "tou",
  permissionRule: "prl",
  template: "tpl",
  planRevision: "pln",
  cycle: "cyc",
  message: "msg",
  agentSession: "ags",
  usageRecord: "use",
  modelPrice: "prc",
  call: "cal",
  setupLink: "sul",
  auditEntry: "aud",
  runner: "rnr",
  look: "lok",
  modelPull: "pul",
  upload: "upl",
  gitCredential: "gcr",
  export: "exp",
  budget: "bud",
  alert: "alr",
  delivery: "dlv",
  providerSwitch: "swi",
} as const;
export type IdKind = keyof typeof idPrefixes;
