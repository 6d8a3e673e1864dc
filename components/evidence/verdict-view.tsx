import { CircleCheck, MessageCircleQuestionMark, RotateCcw, Scale, type LucideIcon } from "lucide-react";
import type { VerdictOutput } from "../../server/contract/outputs.ts";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/cn.ts";
import type { Tone } from "../ui/tone.ts";
import { AgentLine } from "./agent-line.tsx";

const appearance = {
  accept: { label: "Accepted", tone: "done", icon: CircleCheck },
  refine: { label: "Refine", tone: "needs", icon: RotateCcw },
  escalate: { label: "Asked a person", tone: "needs", icon: MessageCircleQuestionMark },
} as const satisfies Record<VerdictOutput["verdict"], { label: string; tone: Tone; icon: LucideIcon }>;

/** The verdict in a word. */
export function VerdictBadge({ verdict, overruled }: { verdict: VerdictOutput["verdict"]; overruled: boolean }) {
  const { label, tone, icon } = appearance[verdict];
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <Badge tone={tone} icon={icon}>
        {label}
      </Badge>
      {overruled ? (
        <Badge icon={Scale} title="The evidence said otherwise than the Project Manager">
          Overruled by the evidence
        </Badge>
      ) : null}
    </span>
  );
}

interface VerdictViewProps {
  verdict: VerdictOutput & { readonly overruled: string | null };
  className?: string;
}

/** The Project Manager's verdict with its reason, and what the evidence made of it. The instruction of a refinement stands with what follows it. */
export function VerdictView({ verdict, className }: VerdictViewProps) {
  return (
    <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
      <VerdictBadge verdict={verdict.verdict} overruled={verdict.overruled !== null} />
      {verdict.overruled === null ? null : (
        <p className="break-words">
          <AgentLine text={verdict.overruled} />
        </p>
      )}
      <Quoted text={verdict.reason} />
      {verdict.noCheckReason === null ? null : (
        <Quoted label="Accepted without a runnable check because" text={verdict.noCheckReason} />
      )}
      {verdict.question === null || verdict.verdict !== "escalate" ? null : (
        <Quoted label="Question" text={verdict.question} />
      )}
    </div>
  );
}

/** An agent's words: set apart from the product's own. */
export function Quoted({ label, text, className }: { label?: string; text: string; className?: string }) {
  return (
    <div className={cn("min-w-0", className)}>
      {label === undefined ? null : <p className="text-xs text-faint">{label}</p>}
      <blockquote className="border-l-2 pl-2.5 break-words whitespace-pre-line text-muted">
        <AgentLine text={text} />
      </blockquote>
    </div>
  );
}
