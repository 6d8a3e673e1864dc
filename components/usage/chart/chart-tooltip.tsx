import { type ChartSpec, isFigure } from "#client/usage/chart/chart-spec";
import { SeriesSwatch } from "./series-swatch.tsx";

const shownFigures = 12;

interface ChartTooltipProps {
  spec: ChartSpec;
  /** By Recharts: whether the pointer is over a column, and which it is. */
  active?: boolean;
  label?: string | number;
}

/** All figures of a column, exactly. Series without any are left out where there are others. */
export function ChartTooltip({ spec, active = false, label: column }: ChartTooltipProps) {
  if (!active || typeof column !== "number") return null;
  const figures = spec.series.flatMap(({ key, label, values, ...series }) => {
    const value = values[column] ?? null;
    return isFigure(spec, value) ? [{ key, label, series, value }] : [];
  });
  const total = figures.reduce((sum, { value }) => sum + value, 0);
  const isSummed = spec.drawnAs !== "lines" && spec.drawnAs !== "rows" && figures.length > 1;
  return (
    <div className="flex max-w-72 flex-col gap-1 rounded-md border bg-raised px-2.5 py-2 text-xs shadow-overlay">
      <p className="font-medium">{spec.columns[column]?.title}</p>
      {spec.measure === undefined ? null : <p className="text-muted">{spec.measure}</p>}
      {figures.length === 0 ? <p className="text-muted">Nothing</p> : null}
      <ul className="flex flex-col gap-0.5">
        {figures.slice(0, shownFigures).map(({ key, label, series, value }) => (
          <li key={key} className="flex items-center gap-1.5">
            <SeriesSwatch series={series} drawnAs={spec.drawnAs} />
            <span className="min-w-0 flex-1 truncate text-muted">{label}</span>
            <span className="tabular pl-3">{spec.exact(value)}</span>
          </li>
        ))}
      </ul>
      {isSummed ? (
        <p className="flex justify-between gap-3 border-t pt-1">
          <span className="text-muted">Together</span>
          <span className="tabular">{spec.exact(total)}</span>
        </p>
      ) : null}
    </div>
  );
}
