import { assignments } from "../../agents/registry.ts";
import { importOutput } from "../../domain/imports/index.ts";
import { earlierCycles, newestPlan } from "../../domain/projects/index.ts";
import { listWorkspaceFiles } from "../../sandbox/list-workspace-files.ts";
import type { Step } from "../step-context.ts";
import { conventionsFor, planChoices } from "./conventions.ts";
import { analyse } from "./analyse.ts";
import { developerSummary } from "./material.ts";

const summarisedFiles = 200;

/** The PM analyses the brief and plans the phases; after the human sent a plan back, with the human's words. */
export const plan: Step = async (context) => {
  const { domain, lease, project, room } = context;
  const standing = context.phases.filter(({ status }) => status !== "PENDING");
  const standingPhases = [];
  for (const { id, title, skipReason } of standing)
    standingPhases.push({ title, summary: skipReason ?? (await developerSummary(context, id, null)) ?? "No summary." });
  const files = await listWorkspaceFiles(room.workspace.filesPath, summarisedFiles);
  return analyse(context, {
    assignment: assignments.PLAN,
    phaseIndex: 0,
    input: {
      brief: project.brief,
      choices: planChoices(project),
      conventions: await conventionsFor(context, null),
      workspaceSummary:
        files.length === 0 ? null : files.map(({ path, bytes }) => `${path} (${bytes} bytes)`).join("\n"),
      repository: await importOutput(domain, project.id),
      comment: lease.input.instruction?.text ?? null,
      previousPlan: await newestPlan(domain, { projectId: project.id, cycle: project.cycle }),
      standingPhases,
      earlierCycles: await earlierCycles(domain, project.id),
    },
    toOutput: (output) => ({ operation: "PLAN", output }),
  });
};
