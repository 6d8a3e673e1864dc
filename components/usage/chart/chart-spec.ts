import { ProviderKind } from "#server/contract/provider-kinds";

/** Every chart of the page, in its order. */
export const chartIds = ["cost", "tokens", "latency", "errors", "providers", "week", "phases"] as const;
export type ChartId = (typeof chartIds)[number];

/** What a cost is: money, or what a subscription's calls would have been. Never added up. */
export const moneyBases = ["billed", "equivalent"] as const;
export type MoneyBasis = (typeof moneyBases)[number];

/** The colours of charts: told apart by the colour-blind, too, which chart-colours.test.ts holds the tokens of app/globals.css to. */
export const chartColours = [
  "var(--chart-1)",
  "var(--chart-2)",
  "var(--chart-3)",
  "var(--chart-4)",
  "var(--chart-5)",
  "var(--chart-6)",
  "var(--chart-7)",
] as const;
/** For what is put together, and for the scripted model. */
export const otherColour = "var(--chart-other)";

const providerColours = {
  anthropic_api: "var(--chart-1)",
  claude_subscription: "var(--chart-3)",
  // The violet among them: it stands for local models everywhere.
  ollama: "var(--chart-7)",
  scripted: otherColour,
} as const satisfies Record<ProviderKind, string>;

/** A provider's colour, the same whoever else there is; null: of one that nobody knows. */
export const providerColour = (provider: string): string | null => {
  const kind = ProviderKind.safeParse(provider);
  return kind.success ? providerColours[kind.data] : null;
};

export interface ChartColumn {
  /** Short, for the axis. */
  readonly label: string;
  /** Exact, for the tooltip and the table. */
  readonly title: string;
}

export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  /** One a column; null: nothing was measured there. */
  readonly values: readonly (number | null)[];
  /** Of several together that nothing asks for at once: its marks lead nowhere. */
  readonly unlinked?: boolean;
  /** Dashes, so that lines differ by more than their colour. */
  readonly dash?: string;
}

/**
 * What a chart shows, free of how it is drawn. Drawn as
 * - area, bars: stacked over the columns;
 * - lines: each for itself;
 * - grid: a lane a series, a cell a column, the deeper the more;
 * - rows: bars across for each column, one a series, which are never added up.
 */
export interface ChartSpec {
  readonly id: ChartId;
  readonly title: string;
  readonly description: string;
  readonly drawnAs: "area" | "bars" | "lines" | "grid" | "rows";
  /** What the columns are: "Day", "Phase". Heads the table. */
  readonly columnName: string;
  readonly columns: readonly ChartColumn[];
  readonly series: readonly ChartSeries[];
  /** Short, for the axis. */
  readonly short: (value: number) => string;
  /** To the last digit. */
  readonly exact: (value: number) => string;
  /** What every figure is, where its series does not say it: "Billed". For the tooltip and the table. */
  readonly measure?: string;
  readonly threshold?: { readonly value: number; readonly label: string };
  /** What to say where there is nothing. */
  readonly empty: string;
}

/** A mark of a chart; series null: the whole column. */
export interface ChartMark {
  readonly column: number;
  readonly series: string | null;
}

/** Whether a value says something by itself: of what was counted 0 is nothing; of what was measured it is a result. */
export const isFigure = ({ drawnAs }: Pick<ChartSpec, "drawnAs">, value: number | null): value is number =>
  value !== null && (value !== 0 || drawnAs === "lines");

/** Whether there is anything to draw. */
export const isEmpty = ({ series }: Pick<ChartSpec, "series">): boolean =>
  series.every(({ values }) => values.every((value) => value === null || value === 0));
