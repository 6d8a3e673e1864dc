import { familyOf } from "./breaker-rules.ts";

/** Where the settings name no model of another family: the ids of November 2026 (docs/decisions/0004-default-models.md). */
const usual = ["claude-opus-5-5", "claude-sonnet-5-5"];

/**
 * Claude's models of other families, for when the limit of one family is reached: those that the settings use anyway go
 * first, for somebody has chosen them.
 */
export const otherModels = (model: string, configured: readonly string[]): string[] => {
  const families = new Set([familyOf(model)]);
  return [...configured, ...usual].filter((candidate) => {
    const family = familyOf(candidate);
    // What is none of Claude's has no family of that name.
    if (!candidate.startsWith("claude-") || families.has(family)) return false;
    families.add(family);
    return true;
  });
};
