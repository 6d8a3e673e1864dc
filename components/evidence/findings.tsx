import { CircleAlert, Info, OctagonAlert, TriangleAlert, type LucideIcon } from "lucide-react";
import { severities, type Finding, type Severity } from "../../server/contract/outputs.ts";
import { cn } from "../ui/cn.ts";
import { toneText, type Tone } from "../ui/tone.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { AgentLine } from "./agent-line.tsx";

const appearance = {
  high: { label: "High", tone: "failed", icon: OctagonAlert },
  medium: { label: "Medium", tone: "needs", icon: TriangleAlert },
  low: { label: "Low", tone: "neutral", icon: CircleAlert },
  info: { label: "Info", tone: "neutral", icon: Info },
} as const satisfies Record<Severity, { label: string; tone: Tone; icon: LucideIcon }>;

/** How many findings there are of each severity; nothing for those there are none of. */
export function FindingCounts({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return <span className="text-xs text-muted">No findings</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {severities.map((severity) => {
        const count = findings.filter((finding) => finding.severity === severity).length;
        const { label, tone, icon: Icon } = appearance[severity];
        return count === 0 ? null : (
          <span key={severity} className={cn("inline-flex items-center gap-1 text-xs", toneText[tone])}>
            <Icon aria-hidden className="size-3.5" />
            <span className="tabular">{count}</span> {label.toLowerCase()}
          </span>
        );
      })}
    </span>
  );
}

/** Findings of a review, the worst first: what, where, and what to do about it. */
export function FindingList({ findings, className }: { findings: readonly Finding[]; className?: string }) {
  const sorted = findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  return (
    <ul className={cn("flex flex-col gap-2.5", className)}>
      {sorted.map((finding, index) => {
        const { label, tone, icon: Icon } = appearance[finding.severity];
        return (
          <li key={index} className="flex gap-2">
            <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", toneText[tone])} />
            <div className="flex min-w-0 flex-col gap-0.5">
              <p className="break-words">
                <span className={cn("text-xs font-medium", toneText[tone])}>{label}</span>{" "}
                <span className="font-medium">
                  <AgentLine text={finding.title} />
                </span>
              </p>
              <p className="break-words whitespace-pre-line text-muted">
                <AgentLine text={finding.detail} />
              </p>
              {finding.file === null ? null : (
                <p className="font-mono text-xs break-all text-muted">
                  <VisibleText text={finding.file} />
                  {finding.line === null ? null : `:${finding.line}`}
                </p>
              )}
              <p className="break-words">
                <span className="text-faint">Fix: </span>
                <AgentLine text={finding.remediation} />
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
