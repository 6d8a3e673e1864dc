import type { Complexity, ProjectKind } from "../../contract/briefs.ts";
import { PlanOutput, type Plan } from "../../contract/outputs.ts";
import type { AnalysisAssignment } from "../agent.ts";
import { caps, conventions, data, instruction, list, paragraphs, type Conventions } from "../material.ts";
import { describeRepository, type RepositoryMaterial } from "../repository.ts";
import { projectManager } from "./persona.ts";

export interface PlanChoices {
  /** As people call it; null: the plan chooses. */
  readonly language: string | null;
  readonly kind: ProjectKind;
  readonly complexity: Complexity;
  /** How often the Developer may be sent off, refinements included. */
  readonly maxAssignments: number;
}

export interface PlanInput {
  readonly brief: string;
  /** What was detected in the brief, or chosen by the user. */
  readonly choices: PlanChoices;
  readonly conventions: readonly Conventions[];
  /** What is in the workspace already; null where it is empty. */
  readonly workspaceSummary: string | null;
  /** What came in before planning; null where nothing did. */
  readonly repository: RepositoryMaterial | null;
  /** What the user wants changed in `previousPlan`; null for the first plan. */
  readonly comment: string | null;
  readonly previousPlan: Plan | null;
  /** Phases of this plan that are accepted, skipped or at work: they stay, and are not planned again. */
  readonly standingPhases: readonly { readonly title: string; readonly summary: string }[];
  /** What earlier cycles of the project were asked for and came to; the brief is a follow-up of them. */
  readonly earlierCycles: readonly EarlierCycle[];
}

export interface EarlierCycle {
  readonly number: number;
  readonly brief: string;
  /** How it ended, in words. */
  readonly end: string;
  readonly summary: string | null;
  readonly built: readonly string[];
  readonly remainingIssues: readonly string[];
}

const describeCycle = ({ number, brief, end, summary, built, remainingIssues }: EarlierCycle): string =>
  paragraphs(
    `## Cycle ${number}, ${end}`,
    data("its brief", brief, caps.summary),
    summary === null ? null : data("its report", summary, caps.summary),
    built.length === 0 ? null : data("what it built", list(built), caps.fileList),
    remainingIssues.length === 0 ? null : data("what it left open", list(remainingIssues), caps.fileList),
  );

const task = `Your assignment: analyse the brief and plan the work.

Phases
- As few as the work needs: one for something small, two to four for most, never more than twelve. Each one leaves something that works.
- Order them so that the riskiest question is answered early and each phase builds on accepted ones.
- kind "build": software is made. Its criteria can be checked by running a command that the phase itself brings along: tests belong to the phase whose work they check, never to a phase of their own. Put "all tests pass", with the command, among the criteria.
- kind "analysis": the result is a document (a review, an architecture, a comparison). Name the file.
- Acceptance criteria are observable facts that somebody who did not do the work can confirm: behaviour with concrete examples, not effort or intention. Cover errors and edge cases that the brief implies.
- Expected artefacts are paths. After a document may stand the sections that it must have, in the language that it is written in: "REVIEW.md: Scope; Findings; Strengths; Remedies". The runner looks for the document and for each of them.

The rest
- language: the programming language and main tools, chosen from the brief and the workspace, not from habit.
- complexity: a score from 1 to 10 with the reason in a sentence or two.
- risks: what could really go wrong here, each with its mitigation. No generic risks.
- successMetrics: how the user will see that it was worth it.
- nextSteps: what is left out on purpose and could follow.
- comparison: only when the brief asks to choose between options; then score every option from 1 to 10 by the same criteria, in the order of the options, and recommend one. Otherwise null.
- Where the brief leaves something open, choose the simplest sensible reading and say so in the summary.`;

const kinds = {
  build: "software is wanted; phases are of kind build, except where one only has to find something out.",
  analysis: "a document is wanted and no change of code; phases are of kind analysis, usually a single one.",
} as const satisfies Record<ProjectKind, string>;

const strategies = {
  simple: "simple; one phase will do.",
  medium: "medium; several steps, two to four phases.",
  complex: "complex; iterate: a first phase that works from end to end, then one capability after the other.",
} as const satisfies Record<Complexity, string>;

const describeChoices = ({ language, kind, complexity, maxAssignments }: PlanChoices): string =>
  `Set with the brief:
- Language: ${language ?? "not said; choose it from the brief and the workspace"}.
- Kind of work: ${kinds[kind]}
- Complexity: ${strategies[complexity]} Where the work itself shows something else, the score says so.
- The Developer may be sent off ${maxAssignments} times in all, refinements included: plan at most half as many phases.`;

/** R5, R6: the brief becomes phases with criteria that can be checked. */
export const plan: AnalysisAssignment<PlanInput, typeof PlanOutput> = {
  kind: "analysis",
  operation: "PLAN",
  role: "PROJECT_MANAGER",
  system: projectManager(task),
  prompt: ({
    brief,
    choices,
    conventions: known,
    workspaceSummary,
    repository,
    comment,
    previousPlan,
    standingPhases,
    earlierCycles,
  }) =>
    paragraphs(
      earlierCycles.length === 0
        ? null
        : "This project has been worked on before, in cycles that have ended. The brief below is a follow-up: it builds on what is in the workspace.",
      ...earlierCycles.map(describeCycle),
      data("brief", brief, caps.brief),
      describeChoices(choices),
      conventions(known),
      workspaceSummary === null ? "The workspace is empty." : data("workspace", workspaceSummary, caps.workspace),
      describeRepository(repository),
      previousPlan === null ? null : data("previous plan", JSON.stringify(previousPlan, null, 2), caps.plan),
      standingPhases.length === 0
        ? null
        : data(
            "phases of the plan that stand: they are not planned again",
            list(standingPhases.map(({ title, summary }) => `${title}: ${summary}`)),
            caps.plan,
          ),
      comment === null ? null : instruction("the user, about the previous plan", comment),
      previousPlan === null
        ? "Plan this project."
        : standingPhases.length === 0
          ? "Revise the previous plan as the user asks. Leave everything else as it was."
          : "Revise the previous plan as the user asks, and hand in only the phases that are still to come. Leave everything else as it was.",
    ),
  outputSchema: PlanOutput,
  maxOutputTokens: 8_000,
};
