/**
 * Names of the scripted models. They are unmistakable on every page and in every ledger row, and no real service
 * knows them; this server in turn refuses every other name, as the real API does with names it does not know.
 */
export const scriptedModels = ["claude-scripted-1", "claude-scripted-1-small"] as const;
export type ScriptedModel = (typeof scriptedModels)[number];

/** The model that runs use; the small one is for side requests of Claude Code such as session titles. */
export const defaultScriptedModel: ScriptedModel = "claude-scripted-1";

export const isScriptedModel = (name: string): boolean => scriptedModels.some((model) => model === name);
