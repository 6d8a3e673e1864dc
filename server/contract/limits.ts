import { z } from "zod";
import { requestRange } from "./requests.ts";

/**
 * Limits and time-outs that an admin may change, each within a range that is safe: nothing in it can stop the
 * installation from working, only make it slow or impatient. Times are in seconds.
 */
export const limitRanges = {
  /** Projects at work at once; the others queue. */
  activeProjects: { min: 1, max: 200 },
  /** Turns of the Developer in one run. */
  turnsPerRun: { min: 5, max: 1_000 },
  /** By themselves, before a person is asked; for projects that are created from now on. */
  refinementsPerPhase: { min: 0, max: 10 },
  /** Assignments that each agent may have in a project before a person is asked (R12); for projects created from now on. */
  managerRequests: requestRange,
  developerRequests: requestRange,
  qaRequests: requestRange,
  /** The Developer's share of the requests that building a tool may take, in per cent; the PM and QA have the rest. */
  toolDeveloperPercent: { min: 10, max: 90 },
  /** Claude Code is silent for up to 30 seconds while a tool runs. */
  runIdleSeconds: { min: 45, max: 82_800 },
  /** Below a day: a job of the queue counts as over then. */
  runTotalSeconds: { min: 60, max: 82_800 },
  /** One command of the project's own checks. */
  checkSeconds: { min: 5, max: 14_400 },
  /** A permission that nobody answers becomes a refusal then; up to 90 days. */
  permissionSeconds: { min: 60, max: 7_776_000 },
  /** So long an agent's process lives on to wait for a permission; 0 ends it at once. It keeps its place meanwhile. */
  keepProcessSeconds: { min: 0, max: 120 },
} as const satisfies Record<string, { min: number; max: number }>;

export type LimitName = keyof typeof limitRanges;

/** A value of this limit, refused in words that name the range. */
export const limitValue = (name: LimitName) => {
  const { min, max } = limitRanges[name];
  const words = `Enter a whole number from ${min.toLocaleString("en")} to ${max.toLocaleString("en")}.`;
  return z.int(words).min(min, words).max(max, words);
};

/** All of them together; null is the default. */
export const UpdateLimitsInput = z.strictObject({
  activeProjects: limitValue("activeProjects").nullable(),
  turnsPerRun: limitValue("turnsPerRun").nullable(),
  refinementsPerPhase: limitValue("refinementsPerPhase").nullable(),
  managerRequests: limitValue("managerRequests").nullable(),
  developerRequests: limitValue("developerRequests").nullable(),
  qaRequests: limitValue("qaRequests").nullable(),
  toolDeveloperPercent: limitValue("toolDeveloperPercent").nullable(),
  runIdleSeconds: limitValue("runIdleSeconds").nullable(),
  runTotalSeconds: limitValue("runTotalSeconds").nullable(),
  checkSeconds: limitValue("checkSeconds").nullable(),
  permissionSeconds: limitValue("permissionSeconds").nullable(),
  keepProcessSeconds: limitValue("keepProcessSeconds").nullable(),
});
export type UpdateLimitsInput = z.infer<typeof UpdateLimitsInput>;

/** What is set here, where something is, and what holds otherwise. */
export interface LimitView {
  /** Null: the default holds. */
  readonly own: number | null;
  readonly standard: number;
  /** Where the default is from. */
  readonly origin:
    | { readonly from: "product" }
    /** The environment of the machines that carry runs out; they may differ, and `standard` is then the first one's. */
    | { readonly from: "runners"; readonly machines: readonly { readonly host: string; readonly value: number }[] }
    /** No runner says: the environment of the server of these pages, which need not be theirs. */
    | { readonly from: "web" };
}
export type LimitsView = Readonly<Record<LimitName, LimitView>>;
