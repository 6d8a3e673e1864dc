import { CircleAlert, CircleDashed, Hourglass, LoaderCircle, ScrollText, type LucideIcon } from "lucide-react";
import { roleLabels } from "../../server/contract/roles.ts";
import { isEnded, waitedFor } from "../../server/contract/statuses.ts";
import type { AgentView, ProjectView } from "../../server/contract/views.ts";
import { cn } from "../ui/cn.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { projectAppearance } from "../ui/status-appearance.ts";
import { toneText, type Tone } from "../ui/tone.ts";
import { RequestLimitsButton } from "./request-limits-dialog.tsx";

const states = {
  idle: { word: "Idle", icon: CircleDashed, tone: "neutral", moving: false },
  active: { word: "Active", icon: LoaderCircle, tone: "running", moving: true },
  waiting: { word: "Waits", icon: Hourglass, tone: "needs", moving: false },
  escalated: { word: "Asks you", icon: CircleAlert, tone: "needs", moving: false },
} as const satisfies Record<AgentView["state"], { word: string; icon: LucideIcon; tone: Tone; moving: boolean }>;

/** What a waiting agent waits for: not every wait is for a person's answer. */
const waitWords = (hold: ProjectView["hold"]): string => {
  switch (hold?.reason) {
    case undefined:
      return states.waiting.word;
    case "permission":
    case "question":
    case "tool_request":
      return "Waits for an answer";
    case "tool_build":
      return "Waits for its tool";
    case "allocation":
      return "Waits for more requests";
    case "quota":
      return waitedFor(hold) === "quota" ? "Waits for the limit to reset" : "Waits for Claude";
    case "budget":
      return "Waits for budget";
    case "provider":
      return "Waits for a provider";
    case "attention":
      return "Stopped: needs you";
    default:
      return hold satisfies never;
  }
};

/** Who works for this project and what each does, and the Claude Code sessions that it has. */
export function AgentsPanel({ project }: { project: ProjectView }) {
  if (project.phases.length === 0) return null;
  return (
    <section aria-label="Agents and sessions" className="mt-6 flex flex-col gap-4 border-t pt-4">
      <div className="flex flex-col gap-1.5">
        <div className="flex items-center justify-between gap-2">
          <h3 className="text-xs text-muted">Agents and their requests</h3>
          {project.can.steer && !isEnded(project.status) ? <RequestLimitsButton project={project} /> : null}
        </div>
        <ul className="flex flex-col gap-1">
          {project.agents.map((agent) => (
            <AgentRow key={agent.role} agent={agent} hold={project.hold} />
          ))}
        </ul>
      </div>
      {project.sessions.length === 0 ? null : (
        <div className="flex flex-col gap-1.5">
          <h3 className="text-xs text-muted">Claude Code sessions</h3>
          <ul className="flex flex-col gap-1">
            {project.sessions.map((session) => (
              <SessionRow key={session.providerSessionId} project={project} session={session} />
            ))}
          </ul>
        </div>
      )}
      <a
        href={`/api/projects/${project.id}/transcript`}
        download
        className="flex items-center gap-2 text-muted hover:text-ink"
      >
        <ScrollText aria-hidden className="size-4" />
        Download the transcript
      </a>
    </section>
  );
}

function AgentRow({ agent: { role, state, requests }, hold }: { agent: AgentView; hold: ProjectView["hold"] }) {
  const { word, icon: Icon, moving, ...usual } = states[state];
  // As the header has it: what waits by itself is calm.
  const tone = state === "waiting" ? projectAppearance("WAITING", hold).tone : usual.tone;
  return (
    <li className="flex items-center gap-2">
      <Icon aria-hidden className={cn("size-4 shrink-0", toneText[tone], moving && "animate-spin")} />
      <span className="shrink-0">{roleLabels[role].name}</span>
      <span className={cn("min-w-0 truncate text-xs", toneText[tone])}>
        {state === "waiting" ? waitWords(hold) : word}
      </span>
      <span
        className={cn(
          "ml-auto text-xs whitespace-nowrap tabular-nums",
          requests.used < requests.limit ? "text-muted" : toneText.needs,
        )}
        title="Assignments begun, of those that it may have in this project"
      >
        {requests.used} of {requests.limit}
      </span>
    </li>
  );
}

interface SessionRowProps {
  project: ProjectView;
  session: ProjectView["sessions"][number];
}

function SessionRow({ project, session: { phaseId, providerSessionId, handedOver, attempts } }: SessionRowProps) {
  const phase = project.phases.find(({ id }) => id === phaseId);
  return (
    <li className="flex items-center gap-2">
      <span className="shrink-0">Phase {phase === undefined ? "?" : phase.position + 1}</span>
      <code className="min-w-0 truncate font-mono text-xs text-muted" title={providerSessionId}>
        {providerSessionId}
      </code>
      {handedOver ? (
        <span
          className="shrink-0 text-xs text-fallback"
          title="A fresh session with a hand-over: the conversation before was too long for the model that took over."
        >
          handed over
        </span>
      ) : null}
      <span className="ml-auto shrink-0 text-xs text-muted tabular-nums">
        {attempts === 1 ? "1 process" : `${attempts} processes`}
      </span>
      <CopyButton text={providerSessionId} label="Copy the session's id" />
    </li>
  );
}
