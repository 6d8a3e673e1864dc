import { CircleAlert, CircleCheck, CircleX, Undo2, type LucideIcon } from "lucide-react";
import { operations } from "#server/contract/roles";
import type { CallOutcome } from "#server/contract/usage";
import type { UsageCallView } from "#server/contract/usage-views";
import { ScriptedBadge } from "#components/ui/scripted-badge";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table";
import { VisibleText } from "#components/ui/visible-text-view";
import { cn } from "#client/ui/cn";
import { formatCount, formatDuration } from "#client/ui/format";
import { toneText, type Tone } from "#client/ui/tone";
import { callTime, costWords } from "#client/usage/call-words";

interface CallTableProps {
  calls: readonly UsageCallView[];
  timeZone: string;
  onOpen: (callId: string) => void;
}

const outcomes = {
  COMPLETED: { label: "Answered", tone: "done", icon: CircleCheck },
  FAILED: { label: "Failed", tone: "failed", icon: CircleX },
  CUT: { label: "Cut off", tone: "needs", icon: CircleAlert },
  UNKNOWN: { label: "Unknown", tone: "needs", icon: CircleAlert },
} as const satisfies Record<CallOutcome, { label: string; tone: Tone; icon: LucideIcon }>;

/** How a call ended, in a word with its icon. */
export function CallOutcomeLabel({ call }: { call: Pick<UsageCallView, "outcome" | "errorClass" | "isCorrection"> }) {
  const {
    label,
    tone,
    icon: Icon,
  } = call.isCorrection ? { label: "Correction", tone: "neutral" as const, icon: Undo2 } : outcomes[call.outcome];
  return (
    <span className={cn("inline-flex items-center gap-1 align-bottom whitespace-nowrap", toneText[tone])}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {call.errorClass === null ? label : `${label}: ${call.errorClass.replaceAll("_", " ")}`}
    </span>
  );
}

/** Calls as rows. A row's time opens everything that is known of it. */
export function CallTable({ calls, timeZone, onOpen }: CallTableProps) {
  return (
    <Table label="Calls">
      <TableHead>
        <HeadCell>When</HeadCell>
        <HeadCell>For</HeadCell>
        <HeadCell>Model</HeadCell>
        <HeadCell>Outcome</HeadCell>
        <HeadCell className="text-right">In</HeadCell>
        <HeadCell className="text-right">Out</HeadCell>
        <HeadCell className="text-right">Cost</HeadCell>
        <HeadCell className="text-right">First token</HeadCell>
        <HeadCell className="text-right">Whole</HeadCell>
      </TableHead>
      <TableBody>
        {calls.map((call) => (
          <Row key={call.id}>
            <Cell className="whitespace-nowrap">
              <button
                type="button"
                onClick={() => onOpen(call.id)}
                className="tabular rounded-sm underline decoration-line-strong underline-offset-2 hover:decoration-ink"
              >
                <span className="sr-only">Open the call of </span>
                {callTime(call.at, timeZone)}
              </button>
            </Cell>
            <Cell className="max-w-72 min-w-44">
              <span className="line-clamp-1 break-all">
                <VisibleText text={call.projectTitle} />
              </span>
              <span className="line-clamp-1 text-xs text-muted">
                {operations[call.operation].label}
                {call.phaseTitle === null ? null : (
                  <>
                    {" · "}
                    <VisibleText text={call.phaseTitle} />
                  </>
                )}
              </span>
            </Cell>
            <Cell className="whitespace-nowrap">
              {call.accountKind === "scripted" ? <ScriptedBadge /> : <VisibleText text={call.model} />}
            </Cell>
            <Cell>
              <CallOutcomeLabel call={call} />
            </Cell>
            <Cell numeric>{formatCount(call.inputTokens)}</Cell>
            <Cell numeric>{formatCount(call.outputTokens)}</Cell>
            <Cell numeric>{costWords(call)}</Cell>
            <Cell numeric>{call.firstTokenMs === null ? "–" : formatDuration(call.firstTokenMs)}</Cell>
            <Cell numeric>{call.durationMs === null ? "–" : formatDuration(call.durationMs)}</Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
