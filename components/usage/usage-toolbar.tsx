"use client";

import { X } from "lucide-react";
import {
  UsageDays,
  UsageGroup,
  type UsagePeriod,
  type UsagePreset,
  usageGroups,
  usagePresets,
} from "#server/contract/usage-query";
import { DayRange } from "#components/ui/day-range";
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
      <div className="flex flex-wrap items-start gap-2">
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
        {"preset" in period ? null : (
          <DayRange
            legend="Days of the period"
            labels={{ from: "First day", to: "Last day" }}
            value={period}
            problemOf={periodProblem}
            onChange={changePeriod}
          />
        )}
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

/** Why two days are no period, in words; null: they are one. */
const periodProblem = (days: { readonly from: string; readonly to: string }): string | null => {
  const parsed = UsageDays.safeParse(days);
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? "This is no period.");
};
