import { z } from "zod";
import { ProjectId, PhaseId, UserId } from "./ids.ts";
import { ProviderKind } from "./provider-kinds.ts";
import { AgentRole } from "./roles.ts";

/** Days that end with today, in the asked time zone; `today` is the first of them alone. */
export const usagePresets = ["today", "7d", "30d", "90d"] as const;
export const UsagePreset = z.enum(usagePresets);
export type UsagePreset = z.infer<typeof UsagePreset>;

const day = z.iso.date("Enter a date.");

/** Three years and a leap day. */
const mostDays = 1_096;
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** From one day to another, both included. */
export const UsageDays = z
  .strictObject({ from: day, to: day })
  // What a database takes for a date.
  .refine(({ from, to }) => from >= "2000-01-01" && to <= "2999-12-31", "Enter days from the year 2000 on.")
  .refine(({ from, to }) => from <= to, "The first day must not be after the last.")
  .refine(({ from, to }) => daysBetween(from, to) < mostDays, "At most three years can be looked at together.");

export type UsageDays = z.infer<typeof UsageDays>;

/** Whole days, the last one included. */
export const UsagePeriod = z.union([z.strictObject({ preset: UsagePreset }), UsageDays]);
export type UsagePeriod = z.infer<typeof UsagePeriod>;

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format() !== "";
  } catch {
    return false;
  }
};

/** By its name only: offsets mean the opposite in PostgreSQL. */
export const TimeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/, "A time zone has a name such as Europe/Berlin.")
  .refine(isTimeZone, "This time zone is not known.")
  // Abbreviations mean other zones in PostgreSQL than in JavaScript (IST, CST).
  .refine((name) => name === "UTC" || name.includes("/"), "A time zone has a name such as Europe/Berlin.");

/** What usage can be grouped by. */
export const usageGroups = ["project", "phase", "role", "model", "provider", "user"] as const;
export const UsageGroup = z.enum(usageGroups);
export type UsageGroup = z.infer<typeof UsageGroup>;

/** Only calls of these; `""` stands for calls without one. */
export const UsageFilter = z.strictObject({
  project: ProjectId.optional(),
  phase: z.union([PhaseId, z.literal("")]).optional(),
  role: z.union([AgentRole, z.literal("")]).optional(),
  model: z.string().max(200).optional(),
  provider: ProviderKind.optional(),
  user: UserId.optional(),
});
export type UsageFilter = z.infer<typeof UsageFilter>;

export const UsageQuery = z.strictObject({
  period: UsagePeriod,
  timeZone: TimeZone,
  filter: UsageFilter.default({}),
});
export type UsageQuery = z.infer<typeof UsageQuery>;

export const UsageTimelineInput = UsageQuery.extend({ group: UsageGroup });
export type UsageTimelineInput = z.infer<typeof UsageTimelineInput>;

/** What is shown where nobody said otherwise. */
export const defaultPreset: UsagePreset = "30d";

export const exportFormats = ["csv", "json"] as const;

/** A part of a period that a mark stands for: a slot of the time line, or an hour of the week. */
export const UsagePart = z.union([
  z.strictObject({ from: z.date(), to: z.date() }),
  /** 1 is Monday; in the query's time zone. */
  z.strictObject({ weekday: z.int().min(1).max(7), hour: z.int().min(0).max(23) }),
]);
export type UsagePart = z.infer<typeof UsagePart>;

/**
 * Which calls of them. `uncosted`: those that are unpriced or not fully reported; `billed` and `equivalent`: those that
 * such a cost is made of.
 */
export const callSelections = ["all", "failed", "uncosted", "billed", "equivalent"] as const;
export const CallSelection = z.enum(callSelections);
export type CallSelection = z.infer<typeof CallSelection>;

/** A part as addresses write it: `at=<from>~<to>` or `hour=<weekday>-<hour>`; null where neither can be read. */
export const partOfParams = (params: Pick<URLSearchParams, "get">): UsagePart | null => {
  const [from, to] = (params.get("at") ?? "").split("~", 2).map((text) => new Date(text));
  if (from !== undefined && to !== undefined && from < to) return { from, to };
  const [, weekday, hour] = /^([1-7])-(\d|1\d|2[0-3])$/.exec(params.get("hour") ?? "") ?? [];
  return weekday === undefined || hour === undefined ? null : { weekday: Number(weekday), hour: Number(hour) };
};

/** What an export's address asks for, in the words of the page's own: a download is a link. */
export const UsageExport = z.instanceof(URLSearchParams).transform((params, context) => {
  const [from, to] = [params.get("from"), params.get("to")];
  const filter = usageGroups.flatMap((group) => {
    const value = params.get(group);
    return value === null ? [] : [[group, value] as const];
  });
  const form = { format: z.enum(exportFormats), part: UsagePart.optional(), only: CallSelection };
  const asked = UsageQuery.extend(form).safeParse({
    format: params.get("format"),
    period: from === null && to === null ? { preset: params.get("period") ?? defaultPreset } : { from, to },
    timeZone: params.get("tz") ?? "UTC",
    filter: Object.fromEntries(filter),
    part: partOfParams(params) ?? undefined,
    only: params.get("only") ?? "all",
  });
  if (asked.success) return asked.data;
  for (const { path, message } of asked.error.issues) context.addIssue({ code: "custom", path: [...path], message });
  return z.NEVER;
});
export type UsageExport = z.infer<typeof UsageExport>;

export const UsageCallsInput = UsageQuery.extend({
  part: UsagePart.optional(),
  only: CallSelection.default("all"),
  /** Where the last page ended; calls come newest first. */
  cursor: z.strictObject({ at: z.date(), id: z.string().max(64) }).optional(),
  /** Sent along by whoever asks page by page; there is no other way. */
  direction: z.literal("forward").optional(),
});
export type UsageCallsInput = z.infer<typeof UsageCallsInput>;

export const UsageCallInput = z.strictObject({
  callId: z.string().regex(/^use_[0-9a-z]{26}$/, "This is no call's id."),
});

/** A filter's value that has a name of its own. */
export const UsageNameInput = z.strictObject({ group: z.enum(["project", "phase", "user"]), key: z.string().max(64) });
export type UsageNameInput = z.infer<typeof UsageNameInput>;
