import { Scale } from "lucide-react";
import type { ToolAdvice, ToolAssessment } from "#server/contract/tool-requests";
import { Quoted } from "#components/evidence/verdict-view";
import { AgentLine } from "#components/evidence/agent-line";
import { Badge } from "#components/ui/badge";
import { formatNumberOf } from "#client/ui/format";
import { Spinner } from "#components/ui/spinner";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table";
import { VisibleText } from "#components/ui/visible-text-view";
import { recommendations } from "./tool-words.ts";

/** What the Project Manager says of a request. Advice: one can decide before it is there. */
export function AdviceView({ advice }: { advice: ToolAdvice }) {
  return (
    <section
      aria-label="The Project Manager's analysis"
      className="flex flex-col gap-2 rounded-md border bg-sunken p-3"
    >
      <h3 className="flex flex-wrap items-center gap-2 text-xs text-muted">
        <Scale aria-hidden className="size-3.5" />
        The Project Manager's analysis
        {advice.assessment === null ? null : (
          <Badge tone={recommendations[advice.assessment.recommendation].tone}>
            {recommendations[advice.assessment.recommendation].word}
          </Badge>
        )}
      </h3>
      <Words advice={advice} />
    </section>
  );
}

function Words({ advice: { assessment, failure } }: { advice: ToolAdvice }) {
  if (assessment !== null) return <Assessment assessment={assessment} />;
  return failure === null ? (
    <p className="flex items-center gap-2 text-muted">
      <Spinner />
      It is being written. You need not wait for it.
    </p>
  ) : (
    <p className="text-muted">
      There is none: <VisibleText text={failure} /> Decide by the request itself.
    </p>
  );
}

const sizes = { small: "Small", medium: "Medium", large: "Large" } as const;

function Assessment({ assessment }: { assessment: ToolAssessment }) {
  const { reason, effort, alternatives, impact } = assessment;
  return (
    <div className="flex flex-col gap-2.5">
      <Quoted text={reason} />
      <Quoted label="With it, and without it" text={impact} />
      <Quoted
        label="Effort"
        text={`${sizes[effort.size]}, about ${formatNumberOf(effort.requests, "request")}. ${effort.reason}`}
      />
      {alternatives.length === 0 ? null : (
        <Table label="What else would do">
          <TableHead>
            <HeadCell>Instead</HeadCell>
            <HeadCell>How</HeadCell>
            <HeadCell>Drawback</HeadCell>
          </TableHead>
          <TableBody>
            {alternatives.map(({ name, how, drawback }, index) => (
              <Row key={index}>
                {[name, how, drawback].map((text, at) => (
                  <Cell key={at} className="align-top break-words">
                    <AgentLine text={text} />
                  </Cell>
                ))}
              </Row>
            ))}
          </TableBody>
        </Table>
      )}
    </div>
  );
}
