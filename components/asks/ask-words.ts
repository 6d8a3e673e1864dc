import type { AskAnswer, AskContent } from "../../server/contract/asks.ts";
import { roleLabels } from "../../server/contract/roles.ts";
import { verdictWords } from "../../server/contract/tool-requests.ts";
import { verdictVerb } from "../tool-requests/tool-words.ts";
import { formatMoney } from "../ui/format.ts";
import { summariseTool, textField, toolLabel } from "../activity/tool-summary.ts";

/** What is asked, in one sentence. May hold an agent's words: show it with hidden characters visible. */
export const askTitle = (content: AskContent): string => {
  switch (content.kind) {
    case "plan_approval":
      return content.revision === 1 ? "approve the plan" : `approve the plan (revision ${content.revision})`;
    case "permission": {
      const { target } = summariseTool(content.toolName, content.input);
      return `allow ${toolLabel(content.toolName)}${target === "" ? "" : ` ${target}`}`;
    }
    case "question":
      return content.question;
    case "allocation":
      return `give ${roleLabels[content.role].who} more requests: ${content.used} of ${content.limit} used`;
    case "tool_request":
      return `decide about a tool: ${content.request.name}`;
    case "tool_acceptance": {
      const { manifest, number } = content.proposal;
      return `accept the tool ${manifest.name} ${manifest.version} (proposal ${number})`;
    }
    case "budget_raise": {
      const { limitMicros, spentMicros } = content.stop;
      return `raise the budget: ${formatMoney(spentMicros)} of ${formatMoney(limitMicros)} used`;
    }
    default:
      return content satisfies never;
  }
};

/** An answer in the past tense, and the words that came with it. */
export const answerWords = (answer: AskAnswer): { verb: string; words: string } => {
  switch (answer.kind) {
    case "plan_approval": {
      const verbs = { approve: "Approved", approve_changed: "Approved with changes", send_back: "Sent back" } as const;
      return { verb: verbs[answer.decision], words: answer.comment };
    }
    case "permission":
      return permissionWords(answer);
    case "question": {
      const verbs = { accept: "Accepted as it is", refine: "Sent back for refinement", stop: "Stopped" } as const;
      return { verb: verbs[answer.decision], words: answer.text };
    }
    case "allocation": {
      const verbs = { grant: `Granted ${answer.requests ?? 0} more`, keep_paused: "Kept paused", stop: "Stopped" };
      return { verb: verbs[answer.decision], words: "" };
    }
    case "tool_request": {
      const words = verdictWords(answer.verdict).filter((part) => part !== "");
      return { verb: verdictVerb(answer.verdict), words: words.join("\n") };
    }
    case "budget_raise":
      return {
        verb: answer.decision === "raise" ? `Raised to ${formatMoney(answer.limitMicros ?? 0)}` : "Kept paused",
        words: "",
      };
    case "tool_acceptance": {
      const forWhom = answer.scope === "all" ? "for all projects" : "for its project";
      return { verb: answer.decision === "accept" ? `Accepted ${forWhom}` : "Refused", words: answer.reason };
    }
    default:
      return answer satisfies never;
  }
};

const permissionWords = (answer: Extract<AskAnswer, { kind: "permission" }>): { verb: string; words: string } => {
  const { decision, reason, edited, remember } = answer;
  if (decision === "deny") return { verb: "Denied", words: reason };
  if (edited !== undefined) {
    const texts = Object.values(edited).filter((value) => typeof value === "string");
    return { verb: "Changed and allowed", words: textField(edited, "command") ?? texts.join("\n") };
  }
  return { verb: remember === undefined ? "Allowed" : "Allowed and remembered", words: reason };
};
