import { assignments } from "../server/agents/registry.ts";
import type { SettingValues } from "../server/contract/settings.ts";

/** Dollars per million tokens, as published (docs/decisions/0004-default-models.md, November 2026). */
const prices: Readonly<Record<string, { readonly input: number; readonly output: number }>> = {
  "claude-fable-5-2": { input: 8, output: 40 },
  "claude-opus-5-5": { input: 4, output: 20 },
  "claude-sonnet-5-5": { input: 2, output: 10 },
  "claude-haiku-5-5": { input: 0.1, output: 0.5 },
};

/** How far the smoke project can go; both are enforced while it runs. */
export const smokeCaps = { turnsPerRun: 20, refinements: 1 } as const;

/** Assumed, not enforced: prompts of so small a project, and what the Developer's conversation and answers grow to. */
const assumed = { analysisInput: 8_000, developerInput: 40_000, developerOutput: 2_000 } as const;

const { PLAN, REVIEW, EVALUATE, REPORT } = assignments;
/** Each question is asked once more where its answer does not fit. */
const askedTwice = 2;

/**
 * A rough upper bound, in dollars: every cap reached, nothing read from the cache at its tenth of the price. Null where
 * a model has no published price here.
 */
export const upperBound = (settings: SettingValues): number | null => {
  const rounds = 1 + smokeCaps.refinements;
  const analysis = (model: string, maxOutputTokens: number, times: number): number | null =>
    cost(model, assumed.analysisInput * times * askedTwice, maxOutputTokens * times * askedTwice);
  const turns = rounds * smokeCaps.turnsPerRun;
  const parts = [
    analysis(settings["models.projectManager"], PLAN.maxOutputTokens, 1),
    analysis(settings["models.projectManager"], EVALUATE.maxOutputTokens, rounds),
    analysis(settings["models.projectManager"], REPORT.maxOutputTokens, 1),
    analysis(settings["models.qualityAssurance"], REVIEW.maxOutputTokens, rounds),
    cost(settings["models.developer"], assumed.developerInput * turns, assumed.developerOutput * turns),
  ];
  return parts.reduce<number | null>((total, part) => (total === null || part === null ? null : total + part), 0);
};

const cost = (model: string, inputTokens: number, outputTokens: number): number | null => {
  const price = prices[model];
  return price === undefined ? null : (inputTokens * price.input + outputTokens * price.output) / 1e6;
};
