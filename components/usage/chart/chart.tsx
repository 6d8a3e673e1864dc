"use client";

import { ChartLine, Table2 } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useId } from "react";
import { cn } from "#client/ui/cn";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { Segmented } from "#components/ui/segmented";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { messageOf } from "#client/request-error";
import { isEmpty, type ChartMark, type ChartSpec } from "#client/usage/chart/chart-spec";
import { ChartTable } from "./chart-table.tsx";
import { SeriesSwatch } from "./series-swatch.tsx";

const plotHeight = "h-56";

/** Recharts is large, and nobody needs it before a chart is seen. Drawn in the browser only: it sets styles by script. */
const Plot = dynamic(() => import("./plot.tsx").then(({ Plot: loaded }) => loaded), {
  ssr: false,
  loading: () => <Skeleton className={cn(plotHeight, "w-full")} />,
});

interface ChartProps {
  title: string;
  description: string;
  /** Undefined while it is on its way. */
  spec: ChartSpec | undefined;
  error: unknown;
  onRetry: () => void;
  /** Shown as a table instead. */
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
  /** Keys of series that are switched off. */
  off: ReadonlySet<string>;
  onToggle: (series: string) => void;
  /** Goes to the calls behind a mark; absent where marks lead nowhere. */
  onMark?: ((mark: ChartMark) => void) | undefined;
  /** What else can be chosen of it, beside its look. */
  choice?: ReactNode;
  /** A line below the chart. */
  note?: string | undefined;
  className?: string;
}

const looks = [
  { value: "chart", label: "Chart", icon: ChartLine },
  { value: "table", label: "Table", icon: Table2 },
] as const;

/** The one chart of the page: frame, legend, drawing, and the same figures as a table for keyboard and screen reader. */
export function Chart(props: ChartProps) {
  const { title, description, spec, asTable, onAsTable, choice, note, className } = props;
  const id = useId();
  return (
    <Panel className={cn("flex min-w-0 flex-col", className)}>
      <section aria-labelledby={id} className="flex flex-1 flex-col gap-3 p-3">
        <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-2">
          <div className="flex min-w-40 flex-1 flex-col">
            <h3 id={id} className="text-sm font-medium">
              {title}
            </h3>
            <p className="text-xs text-muted">{description}</p>
          </div>
          {spec === undefined || isEmpty(spec) ? null : (
            <div className="flex flex-wrap gap-2">
              {choice}
              <Segmented
                label={`${title}: shown as`}
                value={asTable ? "table" : "chart"}
                options={looks}
                onValueChange={(look) => onAsTable(look === "table")}
              />
            </div>
          )}
        </div>
        <ChartContent {...props} />
        {note === undefined ? null : <p className="text-xs text-muted">{note}</p>}
      </section>
    </Panel>
  );
}

function ChartContent({ title, spec, error, onRetry, asTable, off, onToggle, onMark }: ChartProps) {
  if (spec === undefined) {
    if (error !== null && error !== undefined) {
      return <ErrorState title={`${title} could not be loaded`} reason={messageOf(error)} onRetry={onRetry} />;
    }
    return (
      <>
        <LoadingNote>{`Loading ${title}`}</LoadingNote>
        <Skeleton className={cn(plotHeight, "w-full")} />
      </>
    );
  }
  if (isEmpty(spec)) {
    return <p className={cn("flex items-center justify-center text-sm text-muted", plotHeight)}>{spec.empty}</p>;
  }
  const shown = { ...spec, series: spec.series.filter(({ key }) => !off.has(key)) };
  return (
    <>
      {isNamedByTitle(spec) ? null : <Legend spec={spec} off={off} onToggle={onToggle} />}
      {asTable ? (
        <ChartTable spec={shown} onMark={onMark} />
      ) : (
        // Everything in the drawing is in the table, which can be read and used without a pointer.
        <div aria-hidden className={cn(plotHeight, "w-full text-xs")}>
          <Plot spec={shown} onMark={onMark} />
        </div>
      )}
    </>
  );
}

/** Lanes have their names beside them, and one line is what the title says; one kind of bars may be anybody's. */
const isNamedByTitle = ({ drawnAs, series }: ChartSpec): boolean =>
  drawnAs === "grid" || (drawnAs === "lines" && series.length < 2);

interface LegendProps {
  spec: ChartSpec;
  off: ReadonlySet<string>;
  onToggle: (series: string) => void;
}

function Legend({ spec, off, onToggle }: LegendProps) {
  return (
    <ul aria-label={`${spec.title}: series`} className="flex flex-wrap gap-x-1 gap-y-0.5">
      {spec.series.map(({ key, label, ...series }) => (
        <li key={key} className="max-w-full">
          <button
            type="button"
            aria-pressed={!off.has(key)}
            onClick={() => onToggle(key)}
            className="flex h-6 max-w-full items-center gap-1.5 rounded-sm px-1.5 text-xs text-ink transition-colors hover:bg-hover aria-[pressed=false]:text-muted aria-[pressed=false]:line-through pointer-coarse:h-9"
          >
            <SeriesSwatch series={series} drawnAs={spec.drawnAs} off={off.has(key)} />
            <span className="truncate">{label}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
