"use client";

import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  Rectangle,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type BarShapeProps,
} from "recharts";
import type { ChartMark, ChartSeries, ChartSpec } from "#client/usage/chart/chart-spec";
import { ChartTooltip } from "./chart-tooltip.tsx";

interface PlotProps {
  spec: ChartSpec;
  onMark?: ((mark: ChartMark) => void) | undefined;
}

/** A column with its figures, as Recharts takes them. */
interface Point {
  readonly column: number;
  readonly values: readonly (number | null)[];
}

const muted = "var(--muted)";
const line = "var(--line)";
const gap = "var(--surface)";
const tick = { fill: muted, fontSize: 11 };
const columnOf = ({ column }: Point): number => column;

/** Draws a chart with Recharts. Knows nothing of usage: only columns, series and how they are to be drawn. */
export function Plot({ spec, onMark }: PlotProps) {
  const across = spec.drawnAs === "rows";
  const points: Point[] = spec.columns.map((_, column) => ({
    column,
    values: spec.series.map(({ values }) => values[column] ?? null),
  }));
  const columnAxis = {
    dataKey: columnOf,
    tick,
    tickLine: false,
    tickFormatter: (column: number) => spec.columns[column]?.label ?? "",
  } as const;
  return (
    <ResponsiveContainer width="100%" height="100%" minWidth={0}>
      <ComposedChart
        data={points}
        layout={across ? "vertical" : "horizontal"}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        accessibilityLayer={false}
        barCategoryGap={spec.drawnAs === "grid" ? 0 : "18%"}
        // A finger moves and presses at once: put off to the next frame, the move would come after the press, which
        // would then be of the column before.
        throttledEvents={[]}
        onClick={({ activeTooltipIndex: at }) => {
          // Bars and cells tell of themselves, and know which series they are.
          if (at !== undefined && at !== null && spec.drawnAs !== "bars" && spec.drawnAs !== "grid")
            onMark?.({ column: Number(at), series: null });
        }}
        {...(onMark === undefined ? {} : { className: "cursor-pointer" })}
      >
        {spec.drawnAs === "grid" ? null : (
          <CartesianGrid stroke={line} strokeDasharray="2 3" vertical={across} horizontal={!across} />
        )}
        {across ? (
          <>
            <XAxis type="number" tick={tick} tickLine={false} stroke={line} tickFormatter={spec.short} />
            <YAxis type="category" {...columnAxis} width={150} stroke={line} interval={0} />
          </>
        ) : (
          <>
            <XAxis {...columnAxis} stroke={line} minTickGap={16} />
            {spec.drawnAs === "grid" ? <LaneAxis series={spec.series} /> : <ValueAxis spec={spec} />}
          </>
        )}
        <Tooltip
          isAnimationActive={false}
          cursor={{
            fill: "var(--hover)",
            stroke: "var(--line-strong)",
            fillOpacity: spec.drawnAs === "grid" ? 0 : 0.6,
          }}
          wrapperStyle={{ zIndex: 10, outline: "none" }}
          content={<ChartTooltip spec={spec} />}
        />
        {spec.series.map((series, index) => seriesMark(spec, series, index, onMark))}
        {spec.threshold === undefined ? null : (
          <ReferenceLine
            y={spec.threshold.value}
            stroke="var(--failed)"
            strokeDasharray="4 3"
            label={{ value: spec.threshold.label, position: "insideTopLeft", fill: "var(--failed)", fontSize: 11 }}
          />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function ValueAxis({ spec }: { spec: ChartSpec }) {
  const { threshold } = spec;
  return (
    <YAxis
      tick={tick}
      tickLine={false}
      axisLine={false}
      width={56}
      tickFormatter={spec.short}
      // A line that says where it is too much is always in sight.
      domain={[0, threshold === undefined ? "auto" : (most: number) => Math.max(most, threshold.value * 1.5)]}
    />
  );
}

/** The lanes' names, in the middle of each. The first series lies at the top. */
function LaneAxis({ series }: { series: readonly ChartSeries[] }) {
  const count = series.length;
  return (
    <YAxis
      domain={[0, count]}
      ticks={series.map((_, index) => index + 0.5)}
      tickFormatter={(at: number) => series[count - 1 - Math.floor(at)]?.label ?? ""}
      tick={tick}
      tickLine={false}
      axisLine={false}
      interval={0}
      width={count > 0 && series.every(({ label }) => label.length <= 3) ? 40 : 132}
    />
  );
}

const seriesMark = (spec: ChartSpec, series: ChartSeries, index: number, onMark: PlotProps["onMark"]) => {
  const { key, colour } = series;
  const value = ({ values }: Point): number | null => values[index] ?? null;
  const common = { dataKey: value, name: key, isAnimationActive: false } as const;
  const toCalls = (_item: unknown, column: number): void => {
    if (series.unlinked !== true) onMark?.({ column, series: key });
  };
  switch (spec.drawnAs) {
    case "area":
      return (
        <Area
          key={key}
          {...common}
          type="linear"
          stackId="all"
          // Opaque, with a hairline between them: the colours that were chosen to differ are those that are seen.
          stroke={gap}
          fill={colour}
          fillOpacity={1}
          strokeWidth={1}
        />
      );
    case "bars":
      return <Bar key={key} {...common} stackId="all" fill={colour} stroke={gap} maxBarSize={36} onClick={toCalls} />;
    case "rows":
      return <Bar key={key} {...common} fill={colour} maxBarSize={36} />;
    case "lines":
      return (
        <Line
          key={key}
          {...common}
          type="linear"
          stroke={colour}
          strokeWidth={1.75}
          {...(series.dash === undefined ? {} : { strokeDasharray: series.dash })}
          // Where nothing was measured there is no line: what stands alone between is its dot.
          connectNulls={false}
          dot={{ r: 2.5, strokeWidth: 0, fill: colour }}
        />
      );
    case "grid": {
      // Stacked from below, so that the first series is at the top.
      const lane = spec.series[spec.series.length - 1 - index] ?? series;
      const most = Math.max(...spec.series.flatMap(({ values }) => values.map((one) => one ?? 0)));
      return (
        <Bar
          key={lane.key}
          dataKey={() => 1}
          name={lane.key}
          isAnimationActive={false}
          stackId="all"
          fill={lane.colour}
          onClick={(_item, column) => onMark?.({ column, series: lane.key })}
          shape={(props: BarShapeProps) => <GridCell {...props} share={shareOf(lane, props, most)} />}
        />
      );
    }
  }
};

const shareOf = ({ values }: ChartSeries, { index }: { index?: number | undefined }, most: number): number =>
  most === 0 ? 0 : (values[index ?? -1] ?? 0) / most;

/** A cell with a hairline around it; the more, the deeper, and nothing is only just there. */
function GridCell({ x, y, width, height, fill, share }: BarShapeProps & { share: number }) {
  if (typeof x !== "number" || typeof y !== "number" || typeof width !== "number" || typeof height !== "number")
    return null;
  return (
    <Rectangle
      x={x + 0.5}
      y={y + 0.5}
      width={Math.max(1, width - 1)}
      height={Math.max(1, height - 1)}
      {...(fill === undefined ? {} : { fill })}
      fillOpacity={share === 0 ? 0.06 : 0.2 + 0.8 * Math.sqrt(share)}
    />
  );
}
