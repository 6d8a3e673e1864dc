import Link from "next/link";
import { formatDuration } from "#client/ui/format";
import type { Tone } from "#client/ui/tone";
import type { ToolDetailView, ToolUseOutcome } from "#server/contract/tools";
import { Badge } from "#components/ui/badge";
import { Section } from "#components/ui/panel";
import { RelativeTime } from "#components/ui/relative-time";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table";
import { VisibleText } from "#components/ui/visible-text-view";

const outcomes = {
  succeeded: { word: "Succeeded", tone: "done" },
  tool_error: { word: "Said that it could not", tone: "needs" },
  crashed: { word: "Crashed", tone: "failed" },
  timed_out: { word: "Took too long", tone: "failed" },
  flooded: { word: "Printed too much", tone: "failed" },
  refused: { word: "Not started", tone: "failed" },
} as const satisfies Record<ToolUseOutcome, { word: string; tone: Tone }>;

/** A tool's last calls in the projects that one may see. */
export function ToolUses({ uses }: { uses: ToolDetailView["recentUses"] }) {
  return (
    <Section title="Last calls" description="In projects that you may see.">
      {uses.length === 0 ? (
        <p className="rounded-md border border-dashed px-4 py-3 text-muted">No agent has called it yet.</p>
      ) : (
        <Table label="Last calls of this tool">
          <TableHead>
            <HeadCell>When</HeadCell>
            <HeadCell>How it ended</HeadCell>
            <HeadCell className="text-right">Time</HeadCell>
            <HeadCell>Project</HeadCell>
          </TableHead>
          <TableBody>
            {uses.map(({ id, at, outcome, detail, durationMs, project }) => (
              <Row key={id}>
                <Cell className="whitespace-nowrap">
                  <RelativeTime at={at} />
                </Cell>
                <Cell>
                  <Badge tone={outcomes[outcome].tone}>{outcomes[outcome].word}</Badge>
                  {detail === null ? null : (
                    <p className="pt-1 text-xs break-words text-muted">
                      <VisibleText text={detail} />
                    </p>
                  )}
                </Cell>
                <Cell numeric>{formatDuration(durationMs)}</Cell>
                <Cell>
                  <Link href={`/projects/${project.id}`} className="rounded-sm underline underline-offset-2">
                    <VisibleText text={project.title} />
                  </Link>
                </Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      )}
    </Section>
  );
}
