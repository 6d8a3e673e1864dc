import { roleLabels } from "#server/contract/roles";
import type { UsageGroup } from "#server/contract/usage-query";
import type {
  PhaseCosts,
  AcceptedPhases,
  UsageGroupSums,
  UsageHour,
  UsageLatency,
  UsageSums,
  UsageTimeline,
} from "#server/contract/usage-views";
import { formatCount, formatMoney, formatNumberOf, formatTokens } from "../ui/format.ts";
import { visibleText } from "../ui/visible-text.ts";
import {
  chartColours,
  type ChartSeries,
  type ChartSpec,
  isEmpty,
  type MoneyBasis,
  moneyBases,
  otherColour,
  providerColour,
} from "./chart/chart-spec.ts";
import { slotColumns, unitNames } from "./slot-words.ts";

/** What each chart of the page shows, made of the server's answers. Pure: how it is drawn is the chart's own business. */

/** The server lists no more groups. */
const listedGroups = 200;

/** The key of all groups that are not among the largest. */
export const restKey = "…rest";

const colour = (index: number): string => chartColours[index % chartColours.length] ?? otherColour;

const groupColour = (group: UsageGroup, { key, scripted }: Pick<UsageGroupSums, "key" | "scripted">, index: number) =>
  (group === "provider" ? providerColour(key) : null) ?? (scripted ? otherColour : colour(index));

const noneWords = {
  project: "No project",
  phase: "Outside of phases",
  role: "No agent",
  model: "No model",
  provider: "No provider",
  user: "Nobody",
} as const satisfies Record<UsageGroup, string>;

/** How a group is called on the page; what somebody else has chosen is made visible. */
export const groupName = (group: UsageGroup, { key, label, scripted }: Omit<UsageGroupSums, "sums">): string => {
  const name = label === null ? (key === "" ? noneWords[group] : key) : visibleText(label);
  return scripted && group !== "provider" ? `${name} (scripted)` : name;
};

const valuesOf = (
  timeline: UsageTimeline,
  group: string | null | undefined,
  figure: (sums: UsageSums) => number,
): number[] => {
  const values = timeline.slots.edges.slice(1).map(() => 0);
  for (const { slot, group: key, sums } of timeline.points) {
    if (group === undefined || key === group) values[slot] = (values[slot] ?? 0) + figure(sums);
  }
  return values;
};

const bySlot = (timeline: Pick<UsageTimeline, "slots">, timeZone: string) => ({
  columnName: unitNames[timeline.slots.unit],
  columns: slotColumns(timeline.slots, timeZone),
});

const groupSeries = (
  timeline: UsageTimeline,
  group: UsageGroup,
  figure: (sums: UsageSums) => number,
): readonly ChartSeries[] => {
  const largest = timeline.groups.slice(0, timeline.shown).map((one, index) => ({
    key: one.key,
    label: groupName(group, one),
    colour: groupColour(group, one, index),
    values: valuesOf(timeline, one.key, figure),
  }));
  const rest = timeline.groups.length - timeline.shown;
  if (rest <= 0) return largest;
  const label = timeline.groups.length === listedGroups ? "All others" : formatNumberOf(rest, "other");
  const values = valuesOf(timeline, null, figure);
  return [...largest, { key: restKey, label, colour: otherColour, values, unlinked: true }];
};

/** The bases in words. */
export const moneyWords = {
  billed: { label: "Billed", description: "Paid by the token" },
  equivalent: { label: "API-equivalent", description: "What a subscription's calls would have cost by the token" },
} as const satisfies Record<MoneyBasis, { label: string; description: string }>;

const microsOf = (basis: MoneyBasis, { billedMicros, equivalentMicros }: UsageSums): number =>
  basis === "billed" ? billedMicros : equivalentMicros;

/** Which bases there is a cost of. */
export const basesOf = ({ points }: UsageTimeline): readonly MoneyBasis[] =>
  moneyBases.filter((basis) => points.some(({ sums }) => microsOf(basis, sums) > 0));

interface CostViewOptions {
  group: UsageGroup;
  basis: MoneyBasis;
  timeZone: string;
}

/** Cost of one basis by group: where it went. Groups without any are left out; the others keep their colours. */
export const costView = (timeline: UsageTimeline, { group, basis, timeZone }: CostViewOptions): ChartSpec => ({
  id: "cost",
  title: "Cost",
  description: moneyWords[basis].description,
  drawnAs: "bars",
  ...bySlot(timeline, timeZone),
  series: groupSeries(timeline, group, (sums) => microsOf(basis, sums)).filter(isDrawn),
  short: formatMoney,
  exact: exactMoney,
  measure: moneyWords[basis].label,
  empty: "Nothing in this period has a cost.",
});

const isDrawn = (series: ChartSeries): boolean => !isEmpty({ series: [series] });

/** Millionths of a dollar to the last digit that is not 0, at least to the cent. */
export const exactMoney = (micros: number): string => {
  const dollars = (micros / 1_000_000).toFixed(6).replace(/0{1,4}$/, "");
  const [whole = "0", rest = ""] = dollars.split(".");
  return `$${formatCount(Number(whole))}.${rest}`;
};

const tokenClasses = [
  { key: "output", label: "Output", figure: ({ output }: UsageSums) => output },
  { key: "inputUncached", label: "Input, not cached", figure: ({ inputUncached }: UsageSums) => inputUncached },
  { key: "cacheWrite5m", label: "Cache written, 5 min", figure: ({ cacheWrite5m }: UsageSums) => cacheWrite5m },
  { key: "cacheWrite1h", label: "Cache written, 1 h", figure: ({ cacheWrite1h }: UsageSums) => cacheWrite1h },
  { key: "cacheRead", label: "Cache read", figure: ({ cacheRead }: UsageSums) => cacheRead },
] as const;

/** "260M", not "260.00M": an axis is cut at round figures. */
const axisTokens = (tokens: number): string =>
  formatTokens(tokens).replace(/^[\d.]+/, (figure) => String(Number(figure)));

/** Tokens by their class: what they cost differs by up to fifty times. */
export const tokensView = (timeline: UsageTimeline, timeZone: string): ChartSpec => ({
  id: "tokens",
  title: "Tokens",
  description: "By class",
  drawnAs: "area",
  ...bySlot(timeline, timeZone),
  series: tokenClasses.map(({ key, label, figure }, index) => ({
    key,
    label,
    colour: colour(index),
    values: valuesOf(timeline, undefined, figure),
  })),
  short: axisTokens,
  exact: formatCount,
  empty: "No tokens were used in this period.",
});

const errorLimit = 0.05;
const percent = (share: number): string => `${(share * 100).toFixed(share !== 0 && share < 0.1 ? 1 : 0)} %`;

/** Which share of the calls went wrong. */
export const errorsView = (timeline: UsageTimeline, timeZone: string): ChartSpec => {
  const calls = valuesOf(timeline, undefined, (sums) => sums.calls);
  const failed = valuesOf(timeline, undefined, (sums) => sums.failed);
  return {
    id: "errors",
    title: "Error rate",
    description: "Calls that went wrong, of all",
    drawnAs: "lines",
    ...bySlot(timeline, timeZone),
    series: [
      {
        key: "errors",
        label: "Error rate",
        colour: colour(1),
        values: calls.map((count, slot) => (count === 0 ? null : (failed[slot] ?? 0) / count)),
      },
    ],
    short: percent,
    exact: (share) => `${(share * 100).toFixed(2)} %`,
    threshold: { value: errorLimit, label: "5 %" },
    empty: calls.some((count) => count > 0) ? "No call went wrong in this period." : "No calls in this period.",
  };
};

/** Who answered when: a lane for each provider. */
export const providersView = (timeline: UsageTimeline, timeZone: string): ChartSpec => ({
  id: "providers",
  title: "Providers",
  description: "Who answered when, in calls",
  drawnAs: "grid",
  ...bySlot(timeline, timeZone),
  series: timeline.groups.slice(0, timeline.shown).map((one, index) => ({
    key: one.key,
    label: groupName("provider", one),
    colour: groupColour("provider", one, index),
    values: valuesOf(timeline, one.key, ({ calls }) => calls),
  })),
  short: formatCount,
  exact: formatCount,
  empty: "No calls in this period.",
});

const latencyLines = [
  { key: "durationP95", label: "Whole answer, p95" },
  { key: "durationP50", label: "Whole answer, p50", dash: "5 3" },
  { key: "firstTokenP95", label: "First token, p95" },
  { key: "firstTokenP50", label: "First token, p50", dash: "5 3" },
] as const;

/** How long answers took. */
export const latencyView = (latency: UsageLatency, timeZone: string): ChartSpec => ({
  id: "latency",
  title: "Latency",
  description: "Of answered calls: half were faster than p50, 95 of 100 than p95",
  drawnAs: "lines",
  ...bySlot(latency, timeZone),
  series: latencyLines.map(({ key, label, ...line }, index) => {
    const values: (number | null)[] = latency.slots.edges.slice(1).map(() => null);
    for (const point of latency.points) values[point.slot] = point[key];
    return { key, label, colour: colour(index), values, ...line };
  }),
  short: (ms) => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`),
  exact: (ms) => `${formatCount(ms)} ms`,
  empty: "No call of this period has measured it.",
});

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** When in the week the calls are made. */
export const weekView = (hours: readonly UsageHour[]): ChartSpec => ({
  id: "week",
  title: "Hours of the week",
  description: "Calls by weekday and hour",
  drawnAs: "grid",
  columnName: "Hour",
  columns: Array.from({ length: 24 }, (_, hour) => {
    const clock = `${String(hour).padStart(2, "0")}:00`;
    return { label: clock, title: clock };
  }),
  series: weekdays.map((label, index) => {
    const values = Array.from({ length: 24 }, () => 0);
    for (const { weekday, hour, calls } of hours) if (weekday === index + 1) values[hour] = calls;
    return { key: String(index + 1), label, colour: colour(0), values };
  }),
  short: formatCount,
  exact: formatCount,
  empty: "No calls in this period.",
});

/** What accepted phases cost on average: of those whose cost is known, money and API-equivalent apart. */
export const phasesNote = ({ accepted, billed, equivalent, uncosted }: AcceptedPhases): string => {
  const average = ({ phases, micros }: PhaseCosts): string => exactMoney(Math.round(micros / phases));
  return [
    `${formatNumberOf(accepted, "phase")} accepted.`,
    ...(billed.phases === 0 ? [] : [`${billed.phases} billed, ${average(billed)} each on average.`]),
    ...(equivalent.phases === 0
      ? []
      : [`${equivalent.phases} on a subscription, ${average(equivalent)} each on average by the token.`]),
    ...(uncosted === 0 ? [] : [`${uncosted} with calls whose cost is not known: not in these figures.`]),
  ].join(" ");
};

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** What work that was accepted has cost: the dearest phases. Where they are of several projects, each says of which. */
export const phasesView = ({ dearest }: Pick<AcceptedPhases, "dearest">): ChartSpec => ({
  id: "phases",
  title: "Cost per accepted phase",
  description: "The dearest of those that were accepted in the period, since they began",
  drawnAs: "rows",
  columnName: "Phase",
  columns: dearest.map(({ title, position, projectTitle, rounds }) => {
    const name = `${position + 1} ${visibleText(title)}`;
    const project = visibleText(projectTitle);
    const isOfSeveral = dearest.some(({ projectId }) => projectId !== dearest[0]?.projectId);
    return {
      label: isOfSeveral ? `${cut(project, 11)} · ${cut(name, 13)}` : cut(name, 24),
      title: `${project} · ${name} (${rounds === 1 ? "one round" : `${rounds} rounds`})`,
    };
  }),
  series: moneyBases
    .map((basis) => ({
      key: basis,
      label: moneyWords[basis].label,
      colour: colour(basis === "billed" ? 0 : 4),
      values: dearest.map(({ sums }) => microsOf(basis, sums)),
    }))
    .filter(isDrawn),
  short: formatMoney,
  exact: exactMoney,
  empty: "No phase with a cost was accepted in this period.",
});

/** The groups in words, as the page offers them. */
export const groupWords = {
  project: "Project",
  phase: "Phase",
  role: "Agent",
  model: "Model",
  provider: "Provider",
  user: "User",
} as const satisfies Record<UsageGroup, string>;

/** An agent role's name; anything else as it is. */
export const roleName = (role: string): string =>
  Object.entries(roleLabels).find(([key]) => key === role)?.[1].name ?? role;
