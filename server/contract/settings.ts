import { z } from "zod";
import { ContextTexts } from "./agent-contexts.ts";
import { alertRules } from "./alerts.ts";
import { BudgetMicros, BudgetTimeZone } from "./budgets.ts";
import { HostRules, packageRegistries, type HostRule } from "./egress.ts";
import { limitValue } from "./limits.ts";
import { ModelName, ModelsByComplexity } from "./models.ts";
import { EarlyThreshold, EarlyWhen, FallbackMode, ProviderWish } from "./fallback.ts";
import { LocalModelOrder, OllamaHosts, PinAtPercent } from "./local-models.ts";
import { ScreeningMode } from "./screening.ts";
import { WebhookUrl } from "./webhooks.ts";

const retentionDays = z
  .int("Enter a whole number of days.")
  .min(1, "At least one day.")
  .max(3_650, "At most 3,650 days (ten years).")
  .nullable();

const noNames: string[] = [];
/** Folders of the server whose contents projects may start from. */
const importFolders = z
  .array(
    z
      .string()
      .trim()
      .max(1_000, "This path is too long.")
      // eslint-disable-next-line no-control-regex
      .regex(/^\/[^\u0000-\u001f\u007f]*$/, "Enter absolute paths, which begin with /.")
      .refine((path) => !path.split("/").includes(".."), "A path with .. is not taken.")
      .transform((path) => (path === "/" ? path : path.replace(/\/+$/, ""))),
  )
  .max(50, "At most 50 folders.")
  .transform((paths) => [...new Set(paths)]);

const noFolders: string[] = [];
const noHosts: HostRule[] = [];
const archiveMb = z.int("Enter a whole number of MB.").min(1, "At least 1 MB.").max(4_096, "At most 4,096 MB.");

/**
 * Settings that an admin changes in the UI, effective without a restart: one row a key in the database, each with
 * its schema and default here.
 *
 * Model defaults: the ids of November 2026 (docs/decisions/0004-default-models.md).
 */
export const settings = {
  "models.projectManager": { schema: ModelName, default: "claude-sonnet-5-5" },
  "models.developer": { schema: ModelName, default: "claude-sonnet-5-5" },
  "models.qualityAssurance": { schema: ModelName, default: "claude-sonnet-5-5" },
  /** What projects of a complexity use instead (R4). */
  "models.byComplexity": { schema: ModelsByComplexity, default: {} },
  "provider.anthropicBaseUrl": { schema: z.url({ protocol: /^https?$/ }).nullable(), default: null },
  /** An admin's permission that the address above leads into a private network. It belongs to that address. */
  "provider.anthropicBaseUrlPrivate": { schema: z.boolean(), default: false },
  /** Where the stored key goes since it was entered: it follows no later change, not even of the environment. */
  "provider.anthropicKeyAddress": { schema: z.string().nullable(), default: null },
  /** Whose projects the subscription that Claude Code is signed in with works for; null: nobody's. */
  "provider.subscriptionOwnerId": { schema: z.string().nullable(), default: null },
  /** What projects may reach that have no list of their own (contract/egress.ts). */
  "sandbox.egressHosts": { schema: HostRules, default: packageRegistries },
  /** Folders that projects may start from, and everything below them. */
  "import.folders": { schema: importFolders, default: noFolders },
  /** Git hosts in private networks that projects may be brought in from and pushed to; these also without encryption. */
  "import.privateHosts": { schema: HostRules, default: noHosts },
  /** The largest archive that can be uploaded, in MB. */
  "import.archiveMb": { schema: archiveMb, default: 500 },
  /** What findings in a brief mean for submitting it. */
  "screening.mode": { schema: ScreeningMode, default: "confirm" },
  /** What happens when Claude cannot be asked. */
  "fallback.mode": { schema: FallbackMode, default: "auto" },
  /** When work leaves Claude before a usage window is used up, and from how many per cent of it on. */
  "fallback.early": { schema: EarlyWhen, default: "forecast" },
  "fallback.threshold": { schema: EarlyThreshold, default: 80 },
  /** Where all projects are worked on, by a person's wish; null: as it comes. */
  "fallback.wish": { schema: ProviderWish.nullable(), default: null },
  /** Ollama servers beside the one of the environment. */
  "ollama.hosts": { schema: OllamaHosts, default: noNames },
  /** Local models in the order in which they are tried; those that are not named follow. */
  "ollama.models": { schema: LocalModelOrder, default: noNames },
  /** From which share of one of Claude's windows on a local model is kept in memory. */
  "ollama.pinAtPercent": { schema: PinAtPercent, default: 70 },
  "limits.activeProjects": { schema: limitValue("activeProjects"), default: 8 },
  "limits.turnsPerRun": { schema: limitValue("turnsPerRun"), default: 200 },
  "limits.refinementsPerPhase": { schema: limitValue("refinementsPerPhase"), default: 3 },
  "limits.managerRequests": { schema: limitValue("managerRequests"), default: 75 },
  "limits.developerRequests": { schema: limitValue("developerRequests"), default: 100 },
  "limits.qaRequests": { schema: limitValue("qaRequests"), default: 50 },
  "limits.toolDeveloperPercent": { schema: limitValue("toolDeveloperPercent"), default: 70 },
  /** Time-outs; null is what the environment says (SPIRAL_RUN_IDLE_TIMEOUT_S and the like). */
  "timeouts.runIdleSeconds": { schema: limitValue("runIdleSeconds").nullable(), default: null },
  "timeouts.runTotalSeconds": { schema: limitValue("runTotalSeconds").nullable(), default: null },
  "timeouts.checkSeconds": { schema: limitValue("checkSeconds").nullable(), default: null },
  "timeouts.permissionSeconds": { schema: limitValue("permissionSeconds"), default: 604_800 },
  "timeouts.keepProcessSeconds": { schema: limitValue("keepProcessSeconds"), default: 15 },
  /** Texts that an admin has put in place of built-in ones (contract/agent-contexts.ts). */
  "agents.contexts": { schema: ContextTexts, default: {} },
  /** What a new project may cost unless its owner says otherwise, in millionths of a dollar; null: no budget of its own. */
  "budgets.projectDefaultMicros": { schema: BudgetMicros.nullable(), default: 10_000_000 },
  /** Where the days and months of budgets begin. */
  "budgets.timeZone": { schema: BudgetTimeZone, default: "UTC" },
  /** Whether calls of a subscription count as money, at what they would cost by the token. */
  "budgets.countSubscription": { schema: z.boolean(), default: false },
  /** Failing calls are worth an alert above this share, over so many minutes, where there were so many calls. */
  "alerts.errorPercent": { schema: alertRules.errorPercent, default: 5 },
  "alerts.errorMinutes": { schema: alertRules.errorMinutes, default: 15 },
  "alerts.errorMinCalls": { schema: alertRules.errorMinCalls, default: 20 },
  /** Where alerts are told; null: nowhere. */
  "webhook.url": { schema: WebhookUrl.nullable(), default: null },
  /** An admin's permission that the address above leads to this machine or a private network. */
  "webhook.privateAddress": { schema: z.boolean(), default: false },
  /** Workspaces of projects that have been archived for longer are removed, complete; null: never. */
  "retention.removeArchivedAfterDays": { schema: retentionDays, default: null },
  /** Whole outputs of attempts are removed when their project has ended for longer; null: never. */
  "retention.attemptOutputsAfterDays": { schema: retentionDays, default: 30 },
} as const satisfies Record<string, { schema: z.ZodType; default: unknown }>;

export type SettingKey = keyof typeof settings;
export type SettingValue<Key extends SettingKey> = z.infer<(typeof settings)[Key]["schema"]>;
export type SettingValues = { [Key in SettingKey]: SettingValue<Key> };
export const settingKeys: readonly SettingKey[] = Object.keys(settings).filter(
  (key): key is SettingKey => key in settings,
);

export const SubscriptionOwnerInput = z.strictObject({ userId: z.string().min(1).max(64).nullable() });

export const UpdateDefaultNetworkInput = z.strictObject({ hosts: HostRules });

export const UpdateImportsInput = z.strictObject({ folders: importFolders, privateHosts: HostRules, archiveMb });

export const UpdateRetentionInput = z.strictObject({
  removeArchivedAfterDays: retentionDays,
  attemptOutputsAfterDays: retentionDays,
});

export const UpdateScreeningInput = z.strictObject({ mode: ScreeningMode });

export const UpdateModelsInput = z.strictObject({
  projectManager: ModelName,
  developer: ModelName,
  qualityAssurance: ModelName,
  byComplexity: ModelsByComplexity,
});
export type UpdateModelsInput = z.infer<typeof UpdateModelsInput>;
