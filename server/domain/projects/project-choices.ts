import {
  BriefAssessment,
  Complexity,
  Language,
  ProjectKind,
  strategies,
  type LanguageGuess,
} from "../../contract/briefs.ts";
import { RoleModels } from "../../contract/models.ts";
import type { ProjectChoices } from "../../contract/views.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Project } from "../../db/generated/client.ts";
import { assessBrief } from "../briefs/index.ts";
import type { Reader, Tx } from "../domain.ts";

export interface Chosen {
  readonly language?: Language | null | undefined;
  readonly kind?: ProjectKind | undefined;
  readonly complexity?: Complexity | undefined;
  readonly maxAssignments?: number | undefined;
}

/** The columns of a project that follow from its brief and from what a person has chosen instead (R3, R4). */
export const choicesFor = (brief: string, chosen: Chosen) => {
  const assessment = assessBrief(brief);
  const complexity = chosen.complexity ?? assessment.complexity.complexity;
  return {
    language: chosen.language === undefined ? assessment.language.language : chosen.language,
    kind: chosen.kind ?? assessment.kind.kind,
    complexity,
    maxAssignments: chosen.maxAssignments ?? strategies[complexity].maxAssignments,
    assessment,
  };
};

type ChoiceColumns = Pick<Project, "language" | "kind" | "complexity" | "maxAssignments" | "assessment">;

/** After a draft's brief has changed: what was detected is detected anew, what a person has chosen stays. */
export const choicesAfter = (brief: string, before: ChoiceColumns) => {
  const { assessment, language, kind, complexity } = storedChoices(before);
  if (assessment === null) return {};
  const detected = assessment.complexity.complexity;
  return choicesFor(brief, {
    ...(language !== assessment.language.language && { language }),
    ...(kind !== assessment.kind.kind && { kind }),
    ...(complexity !== detected && { complexity }),
    ...(before.maxAssignments !== strategies[complexity].maxAssignments && { maxAssignments: before.maxAssignments }),
  });
};

/** What a project's row says of language, kind and complexity. */
export const choicesOfRow = (row: Pick<Project, "language" | "kind" | "complexity">) => ({
  language: Language.nullable().catch(null).parse(row.language),
  kind: ProjectKind.parse(row.kind),
  complexity: Complexity.parse(row.complexity),
});

const storedChoices = (row: ChoiceColumns) => ({
  ...choicesOfRow(row),
  assessment: BriefAssessment.nullable().catch(null).parse(row.assessment),
});

/** What the files say of the language, once they are there: it counts where the brief says nothing (R3). */
export const noteWorkspaceLanguage = async (
  tx: Tx,
  { projectId, guess }: { projectId: string; guess: LanguageGuess },
): Promise<void> => {
  const row = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
  const { assessment, language } = storedChoices(row);
  if (guess.language === null || language !== null || assessment === null) return;
  await tx.project.update({
    where: { id: projectId },
    data: { language: guess.language, assessment: { ...assessment, language: guess } },
  });
};

/** A project's own models, by role. What cannot be read counts as none. */
export const roleModelsOf = ({ models }: { readonly models: unknown }): RoleModels =>
  RoleModels.catch({}).parse(models ?? {});

export const storedRoleModels = (models: RoleModels) => (Object.keys(models).length === 0 ? Prisma.DbNull : models);

/** How often the Developer was sent off in this cycle. */
export const assignmentsUsed = ({ prisma }: Reader, { id, cycle }: Pick<Project, "id" | "cycle">): Promise<number> =>
  prisma.run.count({ where: { projectId: id, cycle, operation: "IMPLEMENT" } });

export const toChoices = (row: Project, used: number): ProjectChoices => ({
  ...storedChoices(row),
  importance: row.importance,
  urgency: row.urgency,
  assignments: { used, max: row.maxAssignments },
  models: roleModelsOf(row),
});
