import { ReportOutput, type Finding, type PlannedPhase, type VerdictOutput } from "../../contract/outputs.ts";
import type { AnalysisAssignment } from "../agent.ts";
import { caps, data, list, paragraphs } from "../material.ts";
import { projectManager } from "./persona.ts";

export interface ReportedPhase {
  readonly phase: PlannedPhase;
  readonly accepted: boolean;
  /** Why the user had it left out; null where it was not. */
  readonly skipReason: string | null;
  /** How often it was refined. */
  readonly refinements: number;
  readonly verdict: VerdictOutput | null;
  readonly openFindings: readonly Finding[];
  readonly developerSummary: string | null;
  readonly changedFiles: readonly string[];
  readonly checks: readonly { readonly command: string; readonly outcome: string }[];
}

export interface ReportInput {
  readonly project: { readonly title: string; readonly brief: string; readonly summary: string };
  readonly phases: readonly ReportedPhase[];
}

const task = `Your assignment: write the completion report for the user.

- summary: what they have now and whether it is what they asked for; problems on the way that they should know of.
- built: what exists, by path and purpose. Only what the evidence shows.
- remainingIssues: everything that is not done, not tested or not as asked, with its severity; findings that were left open on purpose too. An empty list is a claim that nothing is left, so be sure.
- howToRun: the commands, in order, that work in the workspace as it is. Markdown is allowed here.
- howToDeploy: how it gets to where it is used, for this kind of project; "nothing to deploy" where that is so. Markdown is allowed here.

Invent nothing: no command that the evidence does not support, no measurement that was not made.`;

const describe = ({
  phase,
  accepted,
  skipReason,
  refinements,
  verdict,
  openFindings,
  developerSummary,
  changedFiles,
  checks,
}: ReportedPhase): string =>
  paragraphs(
    `## ${accepted ? "Accepted" : skipReason === null ? "Not accepted" : "Skipped by the user"}${refinements === 0 ? "" : ` after ${refinements} refinement${refinements === 1 ? "" : "s"}`}`,
    data("phase", `${phase.title}\n\n${phase.goal}`, caps.summary),
    skipReason === null ? null : data("why it was skipped", skipReason, caps.summary),
    verdict === null
      ? null
      : data(
          "verdict",
          `${verdict.reason}${verdict.noCheckReason === null ? "" : `\n\nWithout a check because: ${verdict.noCheckReason}`}`,
          caps.summary,
        ),
    `Checks: ${checks.length === 0 ? "none" : checks.map((check) => `${check.command} ${check.outcome}`).join(", ")}.`,
    data("changed files", list(changedFiles), caps.fileList),
    data(
      "open findings",
      list(openFindings.map((finding) => `${finding.severity}: ${finding.title}. ${finding.detail}`)),
      caps.review,
    ),
    developerSummary === null ? null : data("the Developer's own summary", developerSummary, caps.summary),
  );

/** R10: what was built, and honestly what was not. */
export const report: AnalysisAssignment<ReportInput, typeof ReportOutput> = {
  kind: "analysis",
  operation: "REPORT",
  role: "PROJECT_MANAGER",
  system: projectManager(task),
  prompt: ({ project, phases }) =>
    paragraphs(
      data("brief", project.brief, caps.brief),
      data("plan", `${project.title}\n\n${project.summary}`, caps.summary),
      "The phases and their evidence:",
      phases.map(describe).join("\n\n"),
      "Write the report.",
    ),
  outputSchema: ReportOutput,
  maxOutputTokens: 4_000,
};
