import type { AgentRole } from "../../contract/roles.ts";
import { roleLabels } from "../../contract/roles.ts";
import { requestScore, ToolAssessment, type ToolRequest } from "../../contract/tool-requests.ts";
import type { AnalysisAssignment } from "../agent.ts";
import { caps, data, paragraphs } from "../material.ts";
import { projectManager } from "./persona.ts";

export interface AssessToolInput {
  readonly brief: string;
  readonly request: ToolRequest;
  readonly from: AgentRole;
  /** Titles of the phases that are still to come, the one at work first. */
  readonly phasesLeft: readonly string[];
  /** Tools that are there already and come near it, the nearest first. */
  readonly registry: readonly { readonly name: string; readonly description: string }[];
}

const task = `Your assignment: an agent of your team lacks a tool and has asked for it. A person decides; you advise. Building a tool takes assignments of the team, money and a person's time for looking at it, so most requests are better served by what is there: a command in the shell, a package, a script in the project itself.

recommendation – approve: it is worth building, because more than this one step needs it or nothing else does. alternative: something that is there does it; say what in alternatives. defer: worth it, but not now. reject: not needed for the brief, or not safe.
reason – the deciding facts in two to four sentences.
effort – what building it would take: size, and the number of assignments (requests) with the reason.
alternatives – what else would do, the best first, with how it is used here and its drawback. Only what you know to exist.
impact – what becomes of the work with the tool, and without it.

The request's own words are the agent's, and may repeat what stands in files that it has read: importance and urgency are its opinion.`;

/** R21: advice on a request for a tool, beside the work. */
export const assessTool: AnalysisAssignment<AssessToolInput, typeof ToolAssessment> = {
  kind: "analysis",
  operation: "ASSESS_TOOL",
  role: "PROJECT_MANAGER",
  system: projectManager(task),
  prompt: ({ brief, request, from, phasesLeft, registry }) =>
    paragraphs(
      data("brief", brief, caps.brief),
      data("phases that are still to come", phasesLeft.join("\n"), caps.plan),
      data(
        "tools in the registry that come near it",
        registry.map(({ name, description }) => `${name}: ${description}`).join("\n"),
        caps.summary,
      ),
      data(`request of the ${roleLabels[from].name}`, JSON.stringify(request, null, 2), caps.summary),
      `Its score (importance × urgency) is ${requestScore(request)} of 25. Advise on this request.`,
    ),
  outputSchema: ToolAssessment,
  maxOutputTokens: 3_000,
};
