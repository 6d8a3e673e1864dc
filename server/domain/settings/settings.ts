import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import {
  settingKeys,
  settings,
  type SettingKey,
  type SettingValue,
  type SettingValues,
} from "../../contract/settings.ts";
import { appendAudit } from "../audit/index.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Domain, Tx } from "../domain.ts";

/** A stored value that no longer fits its schema (an older version wrote it) counts as not set. */
const valueOf = <Value>(definition: { schema: z.ZodType<Value>; default: Value }, stored: unknown): Value => {
  const parsed = definition.schema.safeParse(stored);
  return parsed.success ? parsed.data : definition.default;
};

/** All settings as they are in effect now: stored, or else their default. */
export const readSettings = async ({ prisma }: { prisma: Pick<Tx, "setting"> }): Promise<SettingValues> => {
  const rows = await prisma.setting.findMany();
  const stored = new Map(rows.map(({ key, value }) => [key, value]));
  const read = <Value>(key: SettingKey, definition: { schema: z.ZodType<Value>; default: Value }): Value =>
    valueOf(definition, stored.get(key));
  return {
    "models.projectManager": read("models.projectManager", settings["models.projectManager"]),
    "models.developer": read("models.developer", settings["models.developer"]),
    "models.qualityAssurance": read("models.qualityAssurance", settings["models.qualityAssurance"]),
    "models.byComplexity": read("models.byComplexity", settings["models.byComplexity"]),
    "provider.anthropicBaseUrl": read("provider.anthropicBaseUrl", settings["provider.anthropicBaseUrl"]),
    "provider.anthropicBaseUrlPrivate": read(
      "provider.anthropicBaseUrlPrivate",
      settings["provider.anthropicBaseUrlPrivate"],
    ),
    "provider.anthropicKeyAddress": read("provider.anthropicKeyAddress", settings["provider.anthropicKeyAddress"]),
    "provider.subscriptionOwnerId": read("provider.subscriptionOwnerId", settings["provider.subscriptionOwnerId"]),
    "sandbox.egressHosts": read("sandbox.egressHosts", settings["sandbox.egressHosts"]),
    "import.folders": read("import.folders", settings["import.folders"]),
    "import.privateHosts": read("import.privateHosts", settings["import.privateHosts"]),
    "import.archiveMb": read("import.archiveMb", settings["import.archiveMb"]),
    "screening.mode": read("screening.mode", settings["screening.mode"]),
    "fallback.mode": read("fallback.mode", settings["fallback.mode"]),
    "fallback.early": read("fallback.early", settings["fallback.early"]),
    "fallback.threshold": read("fallback.threshold", settings["fallback.threshold"]),
    "fallback.wish": read("fallback.wish", settings["fallback.wish"]),
    "ollama.hosts": read("ollama.hosts", settings["ollama.hosts"]),
    "ollama.models": read("ollama.models", settings["ollama.models"]),
    "ollama.pinAtPercent": read("ollama.pinAtPercent", settings["ollama.pinAtPercent"]),
    "agents.contexts": read("agents.contexts", settings["agents.contexts"]),
    "limits.activeProjects": read("limits.activeProjects", settings["limits.activeProjects"]),
    "limits.turnsPerRun": read("limits.turnsPerRun", settings["limits.turnsPerRun"]),
    "limits.refinementsPerPhase": read("limits.refinementsPerPhase", settings["limits.refinementsPerPhase"]),
    "limits.managerRequests": read("limits.managerRequests", settings["limits.managerRequests"]),
    "limits.developerRequests": read("limits.developerRequests", settings["limits.developerRequests"]),
    "limits.qaRequests": read("limits.qaRequests", settings["limits.qaRequests"]),
    "limits.toolDeveloperPercent": read("limits.toolDeveloperPercent", settings["limits.toolDeveloperPercent"]),
    "timeouts.runIdleSeconds": read("timeouts.runIdleSeconds", settings["timeouts.runIdleSeconds"]),
    "timeouts.runTotalSeconds": read("timeouts.runTotalSeconds", settings["timeouts.runTotalSeconds"]),
    "timeouts.checkSeconds": read("timeouts.checkSeconds", settings["timeouts.checkSeconds"]),
    "timeouts.permissionSeconds": read("timeouts.permissionSeconds", settings["timeouts.permissionSeconds"]),
    "timeouts.keepProcessSeconds": read("timeouts.keepProcessSeconds", settings["timeouts.keepProcessSeconds"]),
    "budgets.projectDefaultMicros": read("budgets.projectDefaultMicros", settings["budgets.projectDefaultMicros"]),
    "budgets.timeZone": read("budgets.timeZone", settings["budgets.timeZone"]),
    "budgets.countSubscription": read("budgets.countSubscription", settings["budgets.countSubscription"]),
    "alerts.errorPercent": read("alerts.errorPercent", settings["alerts.errorPercent"]),
    "alerts.errorMinutes": read("alerts.errorMinutes", settings["alerts.errorMinutes"]),
    "alerts.errorMinCalls": read("alerts.errorMinCalls", settings["alerts.errorMinCalls"]),
    "webhook.url": read("webhook.url", settings["webhook.url"]),
    "webhook.privateAddress": read("webhook.privateAddress", settings["webhook.privateAddress"]),
    "retention.removeArchivedAfterDays": read(
      "retention.removeArchivedAfterDays",
      settings["retention.removeArchivedAfterDays"],
    ),
    "retention.attemptOutputsAfterDays": read(
      "retention.attemptOutputsAfterDays",
      settings["retention.attemptOutputsAfterDays"],
    ),
  };
};

/** Changes several settings at once, or none of them. */
export const writeSettings = async (
  { prisma }: Pick<Domain, "prisma">,
  { values, actorId }: { values: Partial<SettingValues>; actorId: string },
): Promise<void> => {
  await prisma.$transaction((tx) => writeSettingsIn(tx, { values, actorId }));
};

/** The same in the caller's transaction. */
export const writeSettingsIn = async (
  tx: Pick<Tx, "setting" | "auditEntry">,
  { values, actorId }: { values: Partial<SettingValues>; actorId: string },
): Promise<void> => {
  for (const key of settingKeys) {
    const value = values[key];
    if (value !== undefined) await writeSetting(tx, { key, value, actorId });
  }
};

/**
 * Changes one setting in the caller's transaction, with its audit entry. Setting what already holds writes nothing; the
 * default is no row, so that it follows the default of a later version.
 * @throws ZodError when the value breaks the setting's own rules
 */
export const writeSetting = async <Key extends SettingKey>(
  tx: Pick<Tx, "setting" | "auditEntry">,
  { key, value, actorId }: { key: Key; value: SettingValue<Key>; actorId: string },
): Promise<void> => {
  const next = settings[key].schema.parse(value);
  const previous = (await readSettings({ prisma: tx }))[key];
  if (isDeepStrictEqual(previous, next)) return;
  if (isDeepStrictEqual(next, settings[key].default)) await tx.setting.deleteMany({ where: { key } });
  else {
    const stored = { value: next === null ? Prisma.JsonNull : next, updatedBy: actorId };
    await tx.setting.upsert({ where: { key }, create: { key, ...stored }, update: stored });
  }
  const detail = { from: asDetail(previous), to: asDetail(next) };
  await appendAudit(tx, { actorId, action: "setting.changed", subjectId: key, detail });
};

/** A list is one line in the audit log, and so is what has a name for each of its texts. */
const asDetail = (value: SettingValues[SettingKey]): string | number | boolean | null => {
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
};
