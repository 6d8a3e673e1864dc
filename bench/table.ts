import type { Measurement } from "./measurement.ts";

const figure = (value: number, unit: string): string => `${value.toFixed(unit === "MB" ? 0 : 2)} ${unit}`;

/** The figures for people: a line each, in columns. */
export const toTable = (measurements: readonly Measurement[]): string => {
  const rows = measurements.map(({ name, value, unit, against, ratio }) => [
    name,
    figure(value, unit),
    against === null ? "" : figure(against.value, unit),
    ratio === null ? "" : `× ${ratio.toFixed(2)}`,
    against?.what ?? "",
  ]);
  const all = [["bench", "product", "against", "ratio", "which is"], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};
