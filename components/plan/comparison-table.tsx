import { Check } from "lucide-react";
import type { PlanOutput } from "../../server/contract/outputs.ts";
import { cn } from "../ui/cn.ts";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { AgentLine } from "../evidence/agent-line.tsx";

type Comparison = NonNullable<PlanOutput["comparison"]>;

/** The options of an "A or B" brief, criterion by criterion, with the recommendation and its reason. */
export function ComparisonTable({ comparison }: { comparison: Comparison }) {
  const { options, rows, recommendation, reason } = comparison;
  const totals = options.map((_, index) => rows.reduce((sum, row) => sum + (row.scores[index] ?? 0), 0));
  return (
    <div className="flex flex-col gap-3">
      <Table label="Comparison of the options, 1 to 10">
        <TableHead>
          <HeadCell className="py-2 align-bottom">Criterion</HeadCell>
          {options.map((option, index) => (
            <HeadCell
              key={index}
              className={cn(
                "min-w-28 py-2 text-right align-bottom whitespace-normal",
                option === recommendation && "font-medium text-ink",
              )}
            >
              {option === recommendation ? (
                <span className="mb-0.5 flex items-center justify-end gap-1 font-normal text-done">
                  <Check aria-hidden className="size-3.5" />
                  Recommended
                </span>
              ) : null}
              <VisibleText text={option} />
            </HeadCell>
          ))}
        </TableHead>
        <TableBody>
          {rows.map((row, index) => (
            <Row key={index}>
              <Cell className="break-words">
                <AgentLine text={row.criterion} />
              </Cell>
              {options.map((_, at) => (
                <Cell
                  key={at}
                  numeric
                  className={cn((row.scores[at] ?? 0) === Math.max(...row.scores) && "font-medium")}
                >
                  {row.scores[at] ?? "–"}
                </Cell>
              ))}
            </Row>
          ))}
          <Row className="bg-sunken">
            <Cell className="font-medium">Sum</Cell>
            {totals.map((total, index) => (
              <Cell key={index} numeric className="font-medium">
                {total}
              </Cell>
            ))}
          </Row>
        </TableBody>
      </Table>
      <p className="max-w-prose break-words">
        <span className="font-medium">
          Recommended: <VisibleText text={recommendation} />.
        </span>{" "}
        <span className="text-muted">
          <AgentLine text={reason} />
        </span>
      </p>
    </div>
  );
}
