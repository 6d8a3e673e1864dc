import type { ChartSeries, ChartSpec } from "#client/usage/chart/chart-spec";

interface SeriesSwatchProps {
  series: Pick<ChartSeries, "colour" | "dash">;
  drawnAs: ChartSpec["drawnAs"];
  /** Switched off: only its outline. */
  off?: boolean;
}

/** How a series is drawn, beside its name: a line with its dashes, or a field. */
export function SeriesSwatch({ series: { colour, dash }, drawnAs, off = false }: SeriesSwatchProps) {
  if (drawnAs === "lines") {
    return (
      <svg aria-hidden viewBox="0 0 20 8" className="h-2 w-5 shrink-0">
        <line
          x1="0"
          x2="20"
          y1="4"
          y2="4"
          stroke={colour}
          strokeWidth="2"
          strokeDasharray={dash}
          opacity={off ? 0.4 : 1}
        />
      </svg>
    );
  }
  return (
    <svg aria-hidden viewBox="0 0 8 8" className="size-2 shrink-0">
      <rect width="8" height="8" rx="1.5" fill={off ? "none" : colour} stroke={colour} />
    </svg>
  );
}
