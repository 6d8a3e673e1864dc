import { assignments } from "../../agents/registry.ts";
import { isPhaseClosed } from "../../contract/statuses.ts";
import { readToolRequest } from "../../domain/tool-requests/index.ts";
import { searchTools } from "../../domain/tools/index.ts";
import type { Step } from "../step-context.ts";
import { analyse } from "./analyse.ts";
import { failed, nothingUsed } from "./reports.ts";

/** The PM says what it thinks of a tool that an agent asks for, while a person may already be deciding. */
export const assessTool: Step = async (context) => {
  const { domain, lease, project, phases } = context;
  const { toolRequestId } = lease.input;
  const asked = toolRequestId === null ? null : await readToolRequest(domain, { toolRequestId });
  if (asked === null) return { ...nothingUsed, ...failed(gone) };
  return analyse(context, {
    assignment: assignments.ASSESS_TOOL,
    phaseIndex: 0,
    input: {
      brief: project.brief,
      ...asked,
      phasesLeft: phases.filter(({ status }) => !isPhaseClosed(status)).map(({ title }) => title),
      registry: await searchTools(domain, {
        projectId: project.id,
        words: `${asked.request.name.replaceAll("_", " ")} ${asked.request.description}`,
      }),
    },
    toOutput: (output) => ({ operation: "ASSESS_TOOL", output }),
  });
};

const gone = {
  class: "invalid_request",
  message: "The request that was to be assessed does not exist any more.",
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
} as const;
