import { Hourglass, StepForward } from "lucide-react";
import type { ReactNode } from "react";
import { requestScore, type ToolRequest } from "#server/contract/tool-requests";
import { Quoted } from "#components/evidence/verdict-view";
import { AgentLine } from "#components/evidence/agent-line";
import { Badge } from "#components/ui/badge";

/** What an agent says of the tool that it lacks, in its own words. */
export function ToolRequestView({ request, waits }: { request: ToolRequest; waits: boolean }) {
  const { importance, urgency, description, task, requirements, similarTools } = request;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-xs text-muted">
        <Badge tone={waits ? "needs" : "neutral"} icon={waits ? Hourglass : StepForward}>
          {waits ? "Stands still without it" : "Nothing waits for it"}
        </Badge>
        <span>
          Score <span className="font-medium text-ink">{requestScore(request)}</span> of 25: importance {importance} ×
          urgency {urgency}, by the agent's own word
        </span>
      </p>
      <Quoted label="What it would do" text={description} />
      <Quoted label="Needed for" text={task} />
      <WordList label="It must" items={requirements} />
      <WordList label="Known already, and why it does not do" items={similarTools} />
    </div>
  );
}

/** Items in an agent's words; nothing where there are none. */
function WordList({ label, items }: { label: string; items: readonly string[] }): ReactNode {
  if (items.length === 0) return null;
  return (
    <div className="min-w-0">
      <p className="text-xs text-faint">{label}</p>
      <ul className="list-disc border-l-2 pl-6 text-muted">
        {items.map((item, index) => (
          <li key={index} className="break-words">
            <AgentLine text={item} />
          </li>
        ))}
      </ul>
    </div>
  );
}
