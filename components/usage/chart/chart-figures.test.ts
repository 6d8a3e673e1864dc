import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, test } from "vitest";
import type { ChartSpec } from "./chart-spec.ts";
import { ChartTable } from "./chart-table.tsx";
import { ChartTooltip } from "./chart-tooltip.tsx";

/** A column with a figure, one with 0, one of which nothing is known. */
const spec = (drawnAs: ChartSpec["drawnAs"]): ChartSpec => ({
  id: "errors",
  title: "Error rate",
  description: "",
  drawnAs,
  columnName: "Hour",
  columns: ["10:00", "11:00", "12:00"].map((hour) => ({ label: hour, title: hour })),
  series: [{ key: "errors", label: "Error rate", colour: "red", values: [0.25, 0, null] }],
  short: String,
  exact: (value) => `${value * 100} %`,
  empty: "",
});

const table = (drawnAs: ChartSpec["drawnAs"], unlinked = false): readonly string[] =>
  [
    ...renderToStaticMarkup(
      createElement(ChartTable, {
        spec: { ...spec(drawnAs), series: spec(drawnAs).series.map((series) => ({ ...series, unlinked })) },
        onMark: () => undefined,
      }),
    ).matchAll(/<th scope="row"[^>]*>(.*?)<\/th>(.*?)<\/tr>/g),
  ].map(
    ([, hour, cells = ""]) => `${hour}: ${cells.replaceAll(/<[^>]*>/g, "")}${cells.includes("<button") ? " →" : ""}`,
  );
const tooltip = (drawnAs: ChartSpec["drawnAs"], label: number): string =>
  renderToStaticMarkup(createElement(ChartTooltip, { spec: spec(drawnAs), active: true, label })).replaceAll(
    /<[^>]*>/g,
    " ",
  );

test("a figure of what cannot be asked for leads nowhere", () => expect(table("bars", true)).toEqual(["10:00: 25 %"]));

describe("0 in a chart", () => {
  it("of measured values is a figure, unlike what was not measured", () => {
    expect(table("lines")).toEqual(["10:00: 25 % →", "11:00: 0 %"]);
    expect(tooltip("lines", 1)).toMatch(/Error rate +0 %/);
    expect(tooltip("lines", 2)).toMatch(/Nothing/);
  });

  it("of what is counted is nothing", () => {
    expect(table("bars")).toEqual(["10:00: 25 % →"]);
    expect(tooltip("bars", 1)).toMatch(/Nothing/);
  });
});
