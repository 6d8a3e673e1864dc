import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table";
import { type ChartMark, type ChartSpec, isFigure } from "#client/usage/chart/chart-spec";

interface ChartTableProps {
  spec: ChartSpec;
  onMark?: ((mark: ChartMark) => void) | undefined;
}

/** A chart's figures, exactly; columns without any are left out. Each figure leads where its mark leads, if anywhere. */
export function ChartTable({ spec, onMark }: ChartTableProps) {
  const rows = spec.columns.flatMap((column, index) =>
    spec.series.some(({ values }) => isFigure(spec, values[index] ?? null)) ? [{ ...column, index }] : [],
  );
  return (
    <div className="max-h-80 overflow-y-auto">
      <Table label={spec.measure === undefined ? spec.title : `${spec.title}, ${spec.measure}`}>
        <TableHead>
          <HeadCell>{spec.columnName}</HeadCell>
          {spec.series.map(({ key, label }) => (
            <HeadCell key={key} className="max-w-40 py-1.5 text-right">
              <span className="block truncate">{label}</span>
              {spec.measure === undefined ? null : <span className="block text-faint">{spec.measure}</span>}
            </HeadCell>
          ))}
        </TableHead>
        <TableBody>
          {rows.map(({ title, index }) => (
            <Row key={index}>
              <th scope="row" className="px-3 py-1.5 text-left font-normal whitespace-nowrap">
                {title}
              </th>
              {spec.series.map(({ key, label, values, unlinked = false }) => {
                const value = values[index] ?? null;
                const figure = value === null ? "–" : spec.exact(value);
                return (
                  <Cell key={key} numeric className="py-1.5">
                    {onMark === undefined || unlinked || value === null || value === 0 ? (
                      figure
                    ) : (
                      <button
                        type="button"
                        aria-label={`${figure}, ${label}, ${title}: show the calls`}
                        onClick={() => onMark({ column: index, series: key })}
                        className="rounded-sm underline decoration-line-strong underline-offset-2 hover:decoration-ink"
                      >
                        {figure}
                      </button>
                    )}
                  </Cell>
                );
              })}
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
