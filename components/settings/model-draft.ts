import { Complexity } from "#server/contract/briefs";
import type { ModelsByComplexity, StandardModels } from "#server/contract/models";
import { agentRoles, type AgentRole } from "#server/contract/roles";
import { settings, type UpdateModelsInput } from "#server/contract/settings";

type ByRole = Readonly<Record<AgentRole, string>>;

/** What stands in the form of models. Beside the roles' own, an empty field is the role's. */
export interface ModelDraft {
  readonly byRole: ByRole;
  readonly byComplexity: Readonly<Record<Complexity, ByRole>>;
}

const eachRole = (of: (role: AgentRole) => string): ByRole => ({
  PROJECT_MANAGER: of("PROJECT_MANAGER"),
  DEVELOPER: of("DEVELOPER"),
  QUALITY_ASSURANCE: of("QUALITY_ASSURANCE"),
});

const eachComplexity = (of: (complexity: Complexity, role: AgentRole) => string): ModelDraft["byComplexity"] => ({
  simple: eachRole((role) => of("simple", role)),
  medium: eachRole((role) => of("medium", role)),
  complex: eachRole((role) => of("complex", role)),
});

/** As it is saved. */
export const draftOfModels = ({ byRole, byComplexity }: StandardModels): ModelDraft => ({
  byRole: eachRole((role) => byRole[role]),
  byComplexity: eachComplexity((complexity, role) => byComplexity[complexity]?.[role] ?? ""),
});

/** As it comes with the product. */
export const defaultModels: ModelDraft = {
  byRole: {
    PROJECT_MANAGER: settings["models.projectManager"].default,
    DEVELOPER: settings["models.developer"].default,
    QUALITY_ASSURANCE: settings["models.qualityAssurance"].default,
  },
  byComplexity: eachComplexity(() => ""),
};

const typedBy = (models: ByRole): readonly (readonly [AgentRole, string])[] =>
  agentRoles.map((role) => [role, models[role].trim()] as const).filter(([, model]) => model !== "");

/** What was typed, as the server takes it; not checked yet. */
export const modelsInput = ({ byRole, byComplexity }: ModelDraft): UpdateModelsInput => ({
  projectManager: byRole.PROJECT_MANAGER.trim(),
  developer: byRole.DEVELOPER.trim(),
  qualityAssurance: byRole.QUALITY_ASSURANCE.trim(),
  byComplexity: Object.fromEntries(
    Complexity.options
      .map((complexity) => [complexity, Object.fromEntries(typedBy(byComplexity[complexity]))] as const)
      .filter(([, models]) => Object.keys(models).length > 0),
  ) satisfies ModelsByComplexity,
});

/** Whether two forms would be saved as the same. */
export const sameModels = (a: ModelDraft, b: ModelDraft): boolean =>
  JSON.stringify(modelsInput(a)) === JSON.stringify(modelsInput(b));

/** How many models are chosen by complexity. */
export const chosenByComplexity = ({ byComplexity }: ModelDraft): number =>
  Complexity.options.reduce((sum, complexity) => sum + typedBy(byComplexity[complexity]).length, 0);
