import { assignments } from "../../agents/registry.ts";
import type { Step } from "../step-context.ts";
import { analyse } from "./analyse.ts";
import { reportedPhase } from "./material.ts";

/** The PM's closing words; the report's figures come from the records (domain/projects/report-markdown.ts). */
export const report: Step = async (context) => {
  const { project } = context;
  const phases = [];
  for (const phase of context.phases) phases.push(await reportedPhase(context, phase));
  return analyse(context, {
    assignment: assignments.REPORT,
    phaseIndex: 0,
    input: { project: { title: project.title, brief: project.brief, summary: project.summary ?? "" }, phases },
    toOutput: (output) => ({ operation: "REPORT", output }),
  });
};
