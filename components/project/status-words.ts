import { providerLabels } from "../../server/contract/provider-kinds.ts";
import { isEnded, needsAnswer, awaitsLocalModel, waitedFor, type Hold } from "../../server/contract/statuses.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { formatMoney, formatResumption } from "../ui/format.ts";

/** A project's state in one line. What stands in its way and how to get on is said in full by ProjectNotice. */
export interface StatusWords {
  readonly text: string;
  /** What it does right now, or exactly what it asks; may hold an agent's words. */
  readonly detail: string | null;
}

type Facts = Pick<
  ProjectView,
  "status" | "hold" | "activity" | "liveAttempts" | "queuePosition" | "source" | "provider"
>;

const words = (text: string, detail: string | null = null): StatusWords => ({ text, detail });

/** What came in is held back by what the screening found in it: nothing has failed. Null where it is not. */
const screeningHolds = (source: Facts["source"]): string | null => {
  if (source === null || source.imported) return null;
  const decision = source.screening?.decision;
  if (decision === "unconfirmed") return "Needs you: look at what was found in the files";
  return decision === "blocked" ? "Needs you: the files hold what must be taken out" : null;
};

/** When such a wait ends, after "Waiting for quota ·". Nobody knows how long a try takes, or how long an outage lasts. */
export const quotaEnd = (
  { until, tried = false, outage = false }: Extract<Hold, { reason: "quota" }>,
  now: Date,
): string =>
  tried
    ? "another project asks Claude now"
    : `${outage ? "tries again" : "resumes"} ${formatResumption(new Date(until), now)}`;

/** Whether it stands still because Claude's service does not accept the key or the sign-in. */
export const refusesClaudes = ({ hold, provider }: Pick<Facts, "hold" | "provider">): boolean =>
  hold?.reason === "provider" && hold.class === "authentication" && provider !== "ollama";

const holdWords = (hold: Hold, project: Facts, now: Date): StatusWords => {
  const { activity, source } = project;
  switch (hold.reason) {
    case "permission":
      return words("Needs you: allow or deny", activity);
    case "question":
      return words("Needs you: decide how to go on", activity);
    case "allocation":
      return words("Needs you: more requests for an agent", activity);
    case "tool_request":
      return words("Needs you: an agent lacks a tool", activity);
    case "tool_build":
      return words(`Waiting for the tool ${hold.name}`);
    case "quota":
      return words(`Waiting for ${waitedFor(hold)} · ${quotaEnd(hold, now)}`);
    case "budget":
      return words(
        `Waiting for budget: ${formatMoney(hold.stop.spentMicros)} of ${formatMoney(hold.stop.limitMicros)} used`,
      );
    case "provider":
      if (hold.class === "no_account") return words("Needs you: an account of Claude's is missing");
      if (refusesClaudes(project)) {
        const what = project.provider === "claude_subscription" ? "sign-in" : "key";
        return words(`Needs you: the ${what} is refused`);
      }
      return words(awaitsLocalModel(hold) ? "Waiting for a local model" : "Needs you: no provider can go on");
    case "attention":
      return words(screeningHolds(source) ?? "Needs you: a step failed for good");
    default:
      return hold satisfies never;
  }
};

/** Processes are counted, not assumed: until the last is gone, the page does not say that it is. */
const stillStopping = (liveAttempts: number): boolean => liveAttempts > 0;

/**
 * The state that a page shows. While an agent's process still waits for a permission the project is at work by its
 * books; whoever looks at it sees that it needs them.
 */
export const shownState = ({
  status,
  hold,
  asks,
}: Pick<ProjectView, "status" | "hold" | "asks">): Pick<ProjectView, "status" | "hold"> => {
  const asked = asks.find(({ content, answer }) => content.kind === "permission" && answer === null);
  return status === "RUNNING" && asked !== undefined
    ? { status: "WAITING", hold: { reason: "permission", askId: asked.id } }
    : { status, hold };
};

/** The header's sentence. */
export const statusWords = (project: Facts, now: Date): StatusWords => {
  const { status, hold, liveAttempts, activity } = project;
  switch (status) {
    case "DRAFT":
      return words("Draft · not submitted");
    case "QUEUED":
      return words(project.queuePosition === null ? "Queued" : `Queued · place ${project.queuePosition}`);
    case "PLANNING":
      return words("Planning");
    case "AWAITING_PLAN_APPROVAL":
      return words("Needs you: approve the plan or send it back");
    case "RUNNING":
      return words("Running", activity);
    case "WAITING":
      return hold === null ? words("Waiting") : holdWords(hold, project, now);
    case "PAUSED":
      return words(stillStopping(liveAttempts) ? "Stopping…" : "Paused · no process left");
    case "REPORTING":
      return words("Writing the report");
    case "SUCCEEDED":
      return words("Done");
    case "FAILED":
      return words("Failed");
    case "CANCELLED":
      return words(stillStopping(liveAttempts) ? "Stopping…" : "Cancelled · no process left");
    default:
      return status satisfies never;
  }
};

/** Where an agent's turn is still to come. */
const messageable = ["QUEUED", "PLANNING", "AWAITING_PLAN_APPROVAL", "RUNNING", "WAITING", "PAUSED"] as const;

/** What a person can do with the project as it stands. The server decides; this only spares them refusals. */
export const possibleActions = ({ status, hold, archivedAt }: Pick<ProjectView, "status" | "hold" | "archivedAt">) => {
  const waitsByItself = status === "WAITING" && hold !== null && !needsAnswer(hold);
  return {
    pause: status === "PLANNING" || status === "RUNNING" || status === "REPORTING" || waitsByItself,
    resume: status === "PAUSED",
    // Trying again without more money would only be refused again: its ask has "raise and resume".
    // As little would come of it while a tool is not there.
    retry: waitsByItself && hold.reason !== "budget" && hold.reason !== "tool_build",
    message: messageable.some((at) => at === status),
    followUp: isEnded(status) && archivedAt === null,
    cancel: status !== "SUCCEEDED" && status !== "FAILED" && status !== "CANCELLED",
  } as const;
};

/** "Scripted model, a recording, not a language model" */
export const scriptedWords = `${providerLabels.scripted.name} — ${providerLabels.scripted.detail}`;
