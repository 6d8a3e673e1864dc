import type { ReactNode } from "react";
import type { CostFigures } from "../../server/contract/costs.ts";
import { formatCount, formatTokens } from "../ui/format.ts";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table.tsx";
import { CostCell } from "./cost-cell.tsx";

interface CostTableProps {
  /** What each row is, as the column's heading: "Phase". */
  what: string;
  rows: readonly { readonly id: string; readonly name: ReactNode; readonly figures: CostFigures }[];
}

/** Calls, tokens and cost by one thing. */
export function CostTable({ what, rows }: CostTableProps) {
  return (
    <Table label={`Cost by ${what.toLowerCase()}`}>
      <TableHead>
        <HeadCell>{what}</HeadCell>
        <HeadCell className="text-right">Calls</HeadCell>
        <HeadCell className="text-right">Tokens</HeadCell>
        <HeadCell className="text-right">Cost</HeadCell>
      </TableHead>
      <TableBody>
        {rows.map(({ id, name, figures }) => (
          <Row key={id}>
            <Cell className="max-w-80 min-w-32 break-words">{name}</Cell>
            <Cell numeric>{formatCount(figures.calls)}</Cell>
            <Cell numeric>
              <span title={`${formatCount(figures.inputTokens)} in, ${formatCount(figures.outputTokens)} out`}>
                {formatTokens(figures.inputTokens + figures.outputTokens)}
              </span>
            </Cell>
            <Cell numeric>
              <CostCell figures={figures} />
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
