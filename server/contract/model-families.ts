import type { StandardModels } from "./models.ts";

/** claude-opus-5-5 → opus. What has no family is one of its own. */
export const familyOf = (model: string): string => /^claude-([a-z]+)/.exec(model)?.[1] ?? model;

/** Where the settings name no model of another family: the ids of November 2026 (docs/decisions/0004-default-models.md). */
const usual = ["claude-opus-5-5", "claude-sonnet-5-5"];

/**
 * Claude's models of other families, one of each, for when the limit of one family is reached: those that the settings use
 * anyway go first, for somebody has chosen them.
 */
export const otherModels = (model: string, { byRole, byComplexity }: StandardModels): string[] => {
  const families = new Set([familyOf(model)]);
  const configured = [byRole, ...Object.values(byComplexity)].flatMap((models) => Object.values(models));
  return [...configured, ...usual].filter((candidate) => {
    const family = familyOf(candidate);
    // What is none of Claude's has no family of that name.
    if (!candidate.startsWith("claude-") || families.has(family)) return false;
    families.add(family);
    return true;
  });
};
