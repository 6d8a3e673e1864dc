import {
  CallSelection,
  defaultPreset,
  partOfParams,
  TimeZone,
  UsageFilter,
  UsageGroup,
  type UsagePart,
  UsagePeriod,
  usageGroups,
} from "#server/contract/usage-query";
import { chartIds, type ChartId, type MoneyBasis, moneyBases } from "./chart/chart-spec.ts";

/** What the usage page shows, as its address says it: `?period=90d&by=model&role=DEVELOPER&only=failed`. */
export interface UsageAddress {
  readonly period: UsagePeriod;
  /** Null: the browser's. */
  readonly timeZone: string | null;
  readonly group: UsageGroup;
  /** Which cost the chart of it shows, where there are both. */
  readonly basis: MoneyBasis;
  readonly filter: UsageFilter;
  /** The mark that was followed to its calls; null: the whole period. */
  readonly part: UsagePart | null;
  readonly only: CallSelection;
  /** The call that is open. */
  readonly call: string | null;
  /** Charts that are shown as tables. */
  readonly tables: readonly ChartId[];
  /** Series that are switched off: the chart's id, a colon, the series' key. */
  readonly off: readonly string[];
}

/** What an address without parameters shows. */
export const defaultAddress: UsageAddress = {
  period: { preset: defaultPreset },
  timeZone: null,
  group: "project",
  basis: "billed",
  filter: {},
  part: null,
  only: "all",
  call: null,
  tables: [],
  off: [],
};

type Params = Pick<URLSearchParams, "get" | "getAll">;

const periodOf = (params: Params): UsagePeriod => {
  const [from, to] = [params.get("from"), params.get("to")];
  const asked = from === null && to === null ? { preset: params.get("period") } : { from, to };
  const period = UsagePeriod.safeParse(asked);
  return period.success ? period.data : defaultAddress.period;
};

const filterOf = (params: Params): UsageFilter => {
  const filter: Record<string, unknown> = {};
  for (const group of usageGroups) {
    const value = params.get(group);
    // Each for itself: one that cannot be read does not undo the others.
    if (value !== null && UsageFilter.safeParse({ [group]: value }).success) filter[group] = value;
  }
  return UsageFilter.parse(filter);
};

/** Reads an address; what it does not understand it takes as not said. */
export const parseAddress = (params: Params): UsageAddress => {
  const timeZone = TimeZone.safeParse(params.get("tz"));
  const group = UsageGroup.safeParse(params.get("by"));
  const only = CallSelection.safeParse(params.get("only"));
  const tables = params.getAll("table");
  return {
    period: periodOf(params),
    timeZone: timeZone.success ? timeZone.data : null,
    group: group.success ? group.data : defaultAddress.group,
    basis: moneyBases.find((basis) => basis === params.get("cost")) ?? defaultAddress.basis,
    filter: filterOf(params),
    part: partOfParams(params),
    only: only.success ? only.data : defaultAddress.only,
    call: params.get("call"),
    tables: chartIds.filter((id) => tables.includes(id)),
    off: params.getAll("off"),
  };
};

const partParams = (params: URLSearchParams, { part, only }: Pick<UsageAddress, "part" | "only">): void => {
  if (part !== null && "from" in part) params.set("at", `${part.from.toISOString()}~${part.to.toISOString()}`);
  if (part !== null && "weekday" in part) params.set("hour", `${part.weekday}-${part.hour}`);
  if (only !== "all") params.set("only", only);
};

/** What an export is asked with: the very calls that the page lists. */
export const exportParams = (address: UsageAddress): URLSearchParams => {
  const params = queryParams(address);
  partParams(params, address);
  return params;
};

/** The parameters of a period and its filter. */
const queryParams = ({ period, filter }: Pick<UsageAddress, "period" | "filter">): URLSearchParams => {
  const params = new URLSearchParams();
  if ("preset" in period) {
    if (period.preset !== defaultPreset) params.set("period", period.preset);
  } else {
    params.set("from", period.from);
    params.set("to", period.to);
  }
  for (const group of usageGroups) {
    const value = filter[group];
    if (value !== undefined) params.set(group, value);
  }
  return params;
};

/** The address, without what is the default anyway: "" or "?by=model". */
export const formatAddress = (address: UsageAddress): string => {
  const { timeZone, group, basis, call, tables, off } = address;
  const params = queryParams(address);
  if (timeZone !== null) params.set("tz", timeZone);
  if (group !== defaultAddress.group) params.set("by", group);
  if (basis !== defaultAddress.basis) params.set("cost", basis);
  partParams(params, address);
  if (call !== null) params.set("call", call);
  for (const id of tables) params.append("table", id);
  for (const key of off) params.append("off", key);
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
};
