import { roleLabels } from "#server/contract/roles";
import type { ToolAssessment, ToolRequestStatus, ToolVerdict } from "#server/contract/tool-requests";
import { formatNumberOf } from "#client/ui/format";
import type { Tone } from "#client/ui/tone";

/** A decision in the past tense, with what it holds. */
export const verdictVerb = (verdict: ToolVerdict): string => {
  switch (verdict.decision) {
    case "approve":
      return "Approved, to be built";
    case "alternative":
      return "Something else instead";
    case "defer":
      return `Put off until ${verdict.until}`;
    case "reject":
      return "Refused";
    default:
      return verdict satisfies never;
  }
};

/** What an approval allows. */
export const approvalWords = ({
  agents,
  maxRequests,
  deadline,
  waits = false,
}: Extract<ToolVerdict, { decision: "approve" }>): string =>
  [
    `For ${agents.map((role) => roleLabels[role].name).join(", ")}`,
    `at most ${formatNumberOf(maxRequests, "request")} for building it`,
    ...(deadline === null ? [] : [`by ${deadline}`]),
    ...(waits ? ["the agent waits for it"] : []),
  ].join(" · ");

export const recommendations = {
  approve: { word: "Recommends building it", tone: "done" },
  alternative: { word: "Recommends something else", tone: "needs" },
  defer: { word: "Recommends putting it off", tone: "needs" },
  reject: { word: "Recommends refusing it", tone: "failed" },
} as const satisfies Record<ToolAssessment["recommendation"], { word: string; tone: Tone }>;

/** Where a request stands, in a word. */
export const requestStatuses = {
  PENDING: { word: "Waits for you", tone: "needs" },
  DEFERRED: { word: "Put off", tone: "neutral" },
  APPROVED: { word: "Approved", tone: "done" },
  ALTERNATIVE: { word: "Something else instead", tone: "neutral" },
  REJECTED: { word: "Refused", tone: "neutral" },
  WITHDRAWN: { word: "Withdrawn", tone: "neutral" },
} as const satisfies Record<ToolRequestStatus, { word: string; tone: Tone }>;
