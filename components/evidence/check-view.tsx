import type { CheckResult } from "../../server/contract/outputs.ts";
import { cn } from "../ui/cn.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { formatDuration } from "../ui/format.ts";
import { toneText } from "../ui/tone.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { checkAppearance, checkWords } from "./check-appearance.ts";

/** A check in one line: what was run and how it ended. */
export function CheckLine({ check, className }: { check: CheckResult; className?: string }) {
  const { label, tone, icon: Icon } = checkAppearance[check.outcome];
  return (
    <span className={cn("flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5", className)}>
      <span className={cn("inline-flex shrink-0 items-center gap-1.5", toneText[tone])}>
        <Icon aria-hidden className="size-3.5" />
        <span className="text-xs font-medium">{label}</span>
      </span>
      <code className="min-w-0 truncate font-mono text-xs">
        <VisibleText text={check.command} />
      </code>
      <span className="tabular text-xs text-muted">{checkWords(check)}</span>
      <span className="tabular text-xs text-faint">{formatDuration(check.durationMs)}</span>
    </span>
  );
}

/** What a check printed, and why this command was run. */
export function CheckOutput({ check, className }: { check: CheckResult; className?: string }) {
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <CodeBlock
        text={check.output === "" ? "(no output)" : check.output}
        label={`Output of ${check.command}`}
        title={
          <span className="flex min-w-0 gap-2">
            <span className="truncate font-mono">
              $ <VisibleText text={check.command} />
            </span>
          </span>
        }
        bodyClassName="max-h-96"
      />
      <p className="text-xs text-faint">
        Run by Spiral itself. Chosen because of {check.detectedBy}
        {check.exitStatus === null ? "." : `; exit status ${check.exitStatus}.`}
      </p>
    </div>
  );
}
