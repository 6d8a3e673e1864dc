import type { SlotUnit, UsageSlots } from "#server/contract/usage-views";
import type { ChartColumn } from "./chart/chart-spec.ts";

/** What a slot is, as the heading of a column. */
export const unitNames = { hour: "Hour", day: "Day", week: "Week", month: "Month" } as const satisfies Record<
  SlotUnit,
  string
>;

const shapes = {
  hour: { hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short" },
  week: { day: "numeric", month: "short" },
  month: { month: "short", year: "2-digit" },
} as const satisfies Record<SlotUnit, Intl.DateTimeFormatOptions>;

const exactShapes = {
  hour: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  day: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  week: { day: "numeric", month: "short", year: "numeric" },
  month: { month: "long", year: "numeric" },
} as const satisfies Record<SlotUnit, Intl.DateTimeFormatOptions>;

/** The slots in words, in the time zone they were made for. */
export const slotColumns = ({ unit, edges }: UsageSlots, timeZone: string): readonly ChartColumn[] => {
  const short = new Intl.DateTimeFormat("en-GB", { ...shapes[unit], timeZone });
  const exact = new Intl.DateTimeFormat("en-GB", { ...exactShapes[unit], timeZone });
  return edges.slice(0, -1).map((edge) => ({
    label: short.format(edge),
    title: unit === "week" ? `Week of ${exact.format(edge)}` : exact.format(edge),
  }));
};

/** From when to when, for what a mark stands for: "28 Nov, 14:00 – 15:00". */
export const spanWords = ({ from, to }: { from: Date; to: Date }, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  }).formatRange(from, to);
