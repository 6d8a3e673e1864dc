import { z } from "zod";

const model = z.string().trim().min(1).max(120);

/**
 * Settings that an admin changes in the UI, effective without a restart: one row a key in the database, each with
 * its schema and default here.
 *
 * Model defaults: the ids of November 2026 (docs/decisions/0004-default-models.md).
 */
export const settings = {
  "models.projectManager": { schema: model, default: "claude-sonnet-5-5" },
  "models.developer": { schema: model, default: "claude-sonnet-5-5" },
  "models.qualityAssurance": { schema: model, default: "claude-sonnet-5-5" },
  "provider.anthropicBaseUrl": { schema: z.url({ protocol: /^https?$/ }).nullable(), default: null },
  "limits.activeProjects": { schema: z.int().min(1).max(200), default: 8 },
  "limits.turnsPerRun": { schema: z.int().min(5).max(1_000), default: 200 },
} as const satisfies Record<string, { schema: z.ZodType; default: unknown }>;

export type SettingKey = keyof typeof settings;
export type SettingValue<Key extends SettingKey> = z.infer<(typeof settings)[Key]["schema"]>;
export type SettingValues = { [Key in SettingKey]: SettingValue<Key> };
export const settingKeys: readonly SettingKey[] = Object.keys(settings).filter(
  (key): key is SettingKey => key in settings,
);

export const UpdateModelsInput = z.strictObject({
  projectManager: model,
  developer: model,
  qualityAssurance: model,
});
