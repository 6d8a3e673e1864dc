import type { ToolAssessment } from "../../../contract/tool-requests.ts";
import { write, type RoundScript, type Scenario } from "../scenario.ts";
import { acceptWithoutCheck, plainPlan, plainReport } from "./parts.ts";

/**
 * What the scripted model does where nothing was recorded: a phase that a person added to the plan, a follow-up. It
 * writes a note that says so, so that the project can be carried on to its end; it is no language model.
 */
export const improvisedRound = (name: string): RoundScript => ({
  implement: {
    steps: [
      {
        say: "Nothing was recorded for this phase, so I leave a note that it was here.",
        calls: [write(`notes/${name}.md`, `# ${name}\n\nThe scripted model has no recording for this part.\n`)],
      },
    ],
    closing: `I wrote notes/${name}.md. The scripted model has no recording for this phase.`,
  },
  review: {
    summary: "A note was written and nothing else, as it says itself.",
    findings: [
      {
        severity: "info",
        title: "Nothing was recorded for this phase",
        detail: "The scripted model can only play what was recorded.",
        file: null,
        line: null,
        remediation: "Use a real model for work of your own.",
      },
    ],
    strengths: [],
    criteria: [],
  },
  evaluate: acceptWithoutCheck(
    "The note is there, which is all that the scripted model can do here.",
    "A note needs no check.",
  ),
});

/** On a tool that no story knows of. */
export const improvisedAssessment: ToolAssessment = {
  recommendation: "defer",
  reason: "Nothing was recorded about this tool, and the scripted model cannot judge it. Decide by the request itself.",
  effort: { size: "medium", requests: 5, reason: "A guess: one for each stage of building it." },
  alternatives: [],
  impact: "The scripted model cannot say.",
};

/** A follow-up of any story. */
export const followUpStory = (story: Scenario, cycle: number): Scenario => ({
  id: story.id,
  title: story.title,
  brief: story.brief,
  description: "A follow-up, for which nothing was recorded.",
  plan: {
    ...plainPlan(story.title, [
      {
        title: `Follow-up ${cycle - 1}`,
        kind: "analysis",
        goal: "Leave a note that a follow-up was asked for.",
        acceptanceCriteria: [`notes/follow-up-${cycle - 1}.md exists.`],
        expectedArtefacts: [`notes/follow-up-${cycle - 1}.md`],
      },
    ]),
    summary: "A recording cannot take up a new request: it leaves a note, so that you can see how a follow-up goes.",
  },
  phases: [{ rounds: [improvisedRound(`follow-up-${cycle - 1}`)] }],
  report: {
    ...plainReport(
      "The follow-up was played without a recording: there is a note about it, and the earlier work is as it was.",
    ),
    built: [`notes/follow-up-${cycle - 1}.md`],
  },
});
