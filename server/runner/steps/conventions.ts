import { contextInForce, contextOfLanguage, type AgentContext, type ContextId } from "../../contract/agent-contexts.ts";
import { languages, type Language } from "../../contract/briefs.ts";
import { detectLanguage } from "../../domain/briefs/index.ts";
import { choicesOfRow, newestPlan, type Phase, type Project } from "../../domain/projects/index.ts";
import { readSettings } from "../../domain/settings/index.ts";
import type { StepContext } from "../step-context.ts";

/** What the plan is told of what was detected or chosen. */
export const planChoices = (project: Project) => {
  const { language, kind, complexity } = choicesOfRow(project);
  return {
    language: language === null ? null : languages[language],
    kind,
    complexity,
    maxAssignments: project.maxAssignments,
  };
};

/**
 * How such work is done (R17): the language's conventions, and for documents those of their kind. `phase` is null while
 * there is no plan yet; what the plan says of the language counts where the brief says nothing.
 */
export const conventionsFor = async (
  { domain, project }: Pick<StepContext, "domain" | "project">,
  phase: Pick<Phase, "kind" | "title" | "goal"> | null,
): Promise<AgentContext[]> => {
  const own = (await readSettings(domain))["agents.contexts"];
  const { language, kind } = choicesOfRow(project);
  const known = language ?? (phase === null ? null : await plannedLanguage(domain, project));
  const document = (phase?.kind ?? kind) === "analysis";
  const about = phase === null ? project.brief : `${phase.title}\n${phase.goal}\n${project.brief}`;
  return [
    // A comparison of databases needs no language.
    ...(document && known === null ? [] : [contextOfLanguage(known)]),
    ...(document ? documentContexts(about) : []),
  ].map((id) => contextInForce(own, id));
};

const plannedLanguage = async (
  domain: StepContext["domain"],
  { id: projectId, cycle }: Project,
): Promise<Language | null> => {
  const plan = await newestPlan(domain, { projectId, cycle });
  return plan === null ? null : detectLanguage(plan.language).language;
};

const documentContexts = (about: string): ContextId[] => [
  ...(/architect|architek|arquitect|arquitet|архитект|アーキテクチャ|架构|system design|compar|vergleich/iu.test(about)
    ? ["architecture" as const]
    : []),
  ...(/review|audit|secur|sicherheit|sécurité|segur|безопасн|レビュー|审查|vulnerab/iu.test(about)
    ? ["code_review" as const]
    : []),
];
