"use client";

import { X } from "lucide-react";
import { useId } from "react";
import { UsageGroup, UsagePeriod, type UsagePreset, usageGroups, usagePresets } from "#server/contract/usage-query";
import { Input } from "#components/ui/input";
import { Select } from "#components/ui/select";
import { Segmented } from "#components/ui/segmented";
import { groupWords } from "#client/usage/chart-views";
import type { UsageAddress } from "#client/usage/usage-address";
import type { ChangeUsage } from "#client/usage/use-usage-address";
import { FilterName } from "./filter-name.tsx";

interface UsageToolbarProps {
  address: UsageAddress;
  onChange: ChangeUsage;
  browserTimeZone: string | null;
}

type Choice = UsagePreset | "custom";

const presetWords = { today: "Today", "7d": "7 days", "30d": "30 days", "90d": "90 days" } as const satisfies Record<
  UsagePreset,
  string
>;
const choices = [
  ...usagePresets.map((value) => ({ value, label: presetWords[value] })),
  { value: "custom", label: "Custom" },
] as const satisfies readonly { value: Choice; label: string }[];

/** The day it is in a time zone, as the calendar writes it. */
const dayIn = (timeZone: string | null, at: Date): string =>
  new Intl.DateTimeFormat("en-CA", { ...(timeZone === null ? {} : { timeZone }), dateStyle: "short" }).format(at);

/** Period, time zone, grouping, and what is filtered by. */
export function UsageToolbar({ address, onChange, browserTimeZone }: UsageToolbarProps) {
  const { period, filter } = address;
  const timeZone = address.timeZone ?? browserTimeZone;
  // A mark belongs to its period.
  const changePeriod = (next: UsagePeriod): void => onChange({ period: next, part: null });
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-end gap-2">
        <Segmented<Choice>
          label="Period"
          value={"preset" in period ? period.preset : "custom"}
          options={choices}
          onValueChange={(choice) => {
            if (choice !== "custom") return changePeriod({ preset: choice });
            const today = dayIn(timeZone, new Date());
            changePeriod({ from: `${today.slice(0, 8)}01`, to: today });
          }}
        />
        {"preset" in period ? null : <CustomPeriod period={period} onChange={changePeriod} />}
        <div className="w-32">
          <Select
            aria-label="Group by"
            value={address.group}
            onChange={(event) => onChange({ group: UsageGroup.parse(event.target.value) })}
          >
            {usageGroups.map((group) => (
              <option key={group} value={group}>
                By {groupWords[group].toLowerCase()}
              </option>
            ))}
          </Select>
        </div>
        <div className="w-52">
          <Select
            aria-label="Time zone"
            value={address.timeZone ?? ""}
            onChange={(event) =>
              onChange({ timeZone: event.target.value === "" ? null : event.target.value, part: null })
            }
          >
            <option value="">{browserTimeZone === null ? "Your time zone" : `${browserTimeZone} (yours)`}</option>
            {timeZones(address.timeZone).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Select>
        </div>
      </div>
      {Object.keys(filter).length === 0 ? null : (
        <ul aria-label="Filter" className="flex flex-wrap gap-1.5">
          {usageGroups.map((group) => {
            const value = filter[group];
            if (value === undefined) return null;
            const { [group]: _removed, ...rest } = filter;
            return (
              <li key={group} className="max-w-full">
                <button
                  type="button"
                  onClick={() => onChange({ filter: rest })}
                  className="flex h-7 max-w-full items-center gap-1.5 rounded-md border bg-accent-soft px-2 text-xs transition-colors hover:border-line-strong pointer-coarse:h-9"
                >
                  <span className="text-muted">{groupWords[group]}</span>
                  <span className="truncate">
                    <FilterName group={group} value={value} />
                  </span>
                  <X aria-hidden className="size-3.5 shrink-0" />
                  <span className="sr-only">Remove from the filter</span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

/** UTC is not in every browser's list. */
const timeZones = (chosen: string | null): readonly string[] => {
  const known = Intl.supportedValuesOf("timeZone");
  return [...new Set(["UTC", ...(chosen === null ? [] : [chosen]), ...known])];
};

interface CustomPeriodProps {
  period: { readonly from: string; readonly to: string };
  onChange: (period: UsagePeriod) => void;
}

/** Two days; what they cannot be is not taken, and said. */
function CustomPeriod({ period, onChange }: CustomPeriodProps) {
  const id = useId();
  const take = (change: Partial<typeof period>): void => {
    const next = { ...period, ...change };
    // Whoever moves one end past the other means a period that begins or ends there.
    const ordered =
      next.from <= next.to
        ? next
        : change.from === undefined
          ? { from: next.to, to: next.to }
          : { from: next.from, to: next.from };
    const parsed = UsagePeriod.safeParse(ordered);
    if (parsed.success) onChange(parsed.data);
  };
  return (
    <fieldset className="flex items-center gap-1.5 text-xs text-muted">
      <legend className="sr-only">Days of the period</legend>
      <label htmlFor={`${id}-from`} className="sr-only">
        First day
      </label>
      <Input
        id={`${id}-from`}
        type="date"
        className="w-36"
        value={period.from}
        onChange={(event) => take({ from: event.target.value })}
      />
      to
      <label htmlFor={`${id}-to`} className="sr-only">
        Last day
      </label>
      <Input
        id={`${id}-to`}
        type="date"
        className="w-36"
        value={period.to}
        onChange={(event) => take({ to: event.target.value })}
      />
    </fieldset>
  );
}
