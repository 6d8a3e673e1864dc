import { z } from "zod";
import { Complexity } from "./briefs.ts";
import { AgentRole } from "./roles.ts";

/** As providers write them: claude-sonnet-5-5, anthropic/claude-sonnet-5, qwen3-coder:30b. */
export const ModelName = z
  .string()
  .trim()
  .min(1, "Enter the name of a model, for example claude-sonnet-5-5.")
  .max(120, "A model's name is not that long.")
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@/[\]-]*$/, "This is not a model's name: letters, digits and . _ : @ / - only.");

/** Models by role, for those roles that have one of their own. */
export const RoleModels = z.partialRecord(AgentRole, ModelName);
export type RoleModels = z.infer<typeof RoleModels>;

/** What projects of one complexity use instead of each role's own model (R4); what is absent is as the role has it. */
export const ModelsByComplexity = z.partialRecord(Complexity, RoleModels);
export type ModelsByComplexity = z.infer<typeof ModelsByComplexity>;

/** The settings' models. */
export interface StandardModels {
  readonly byRole: Readonly<Record<AgentRole, string>>;
  readonly byComplexity: ModelsByComplexity;
}

/**
 * The model of a role, unless a phase or a project has its own: that of the project's complexity, else the role's.
 * @param complexity null while it is not known
 */
export const modelOfRole = (models: StandardModels, role: AgentRole, complexity: Complexity | null): string =>
  (complexity === null ? undefined : models.byComplexity[complexity]?.[role]) ?? models.byRole[role];
