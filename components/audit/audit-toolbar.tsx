"use client";

import { useQuery } from "@tanstack/react-query";
import { auditGroups, type AuditFilter } from "#server/contract/audit";
import type { ChangeAuditFilter } from "#client/audit/use-audit-address";
import { visibleText } from "#client/ui/visible-text";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { DayRange } from "#components/ui/day-range";
import { Select } from "#components/ui/select";

interface AuditToolbarProps {
  filter: AuditFilter;
  onChange: ChangeAuditFilter;
  onClear: () => void;
}

interface Choice {
  readonly id: string;
  readonly name: string;
}

const groupChoices: readonly Choice[] = Object.entries(auditGroups).map(([id, name]) => ({ id, name }));

/** Either day may be left out. */
const daysProblem = ({ from, to }: { readonly from: string; readonly to: string }): string | null =>
  from !== "" && to !== "" && from > to ? "The first day must not be after the last." : null;

/** What is filtered by: who, what kind, which project, from when until when. */
export function AuditToolbar({ filter, onChange, onClear }: AuditToolbarProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.audit.choices.queryOptions());
  return (
    <fieldset className="flex flex-wrap items-start gap-2">
      <legend className="sr-only">Filter</legend>
      <Choose
        label="Who"
        all="Everybody"
        value={filter.actor}
        choices={data?.people ?? []}
        onChange={(value) => onChange("actor", value)}
      />
      <Choose
        label="What"
        all="Everything"
        value={filter.group}
        choices={groupChoices}
        onChange={(value) => onChange("group", value)}
      />
      <Choose
        label="Project"
        all="All projects"
        value={filter.project}
        choices={data?.projects ?? []}
        onChange={(value) => onChange("project", value)}
      />
      <DayRange
        legend="Days"
        labels={{ from: "From", to: "To" }}
        value={{ from: filter.from ?? "", to: filter.to ?? "" }}
        problemOf={daysProblem}
        onChange={(days) => {
          for (const end of ["from", "to"] as const) if (days[end] !== (filter[end] ?? "")) onChange(end, days[end]);
        }}
      />
      {Object.keys(filter).length === 0 ? null : (
        <Button variant="ghost" onClick={onClear}>
          Clear
        </Button>
      )}
    </fieldset>
  );
}

interface ChooseProps {
  label: string;
  all: string;
  value: string | undefined;
  choices: readonly Choice[];
  onChange: (value: string | undefined) => void;
}

function Choose({ label, all, value, choices, onChange }: ChooseProps) {
  return (
    <div className="w-44">
      <Select
        aria-label={label}
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
      >
        <option value="">{all}</option>
        {/* What the address names and the list does not have, or not yet. */}
        {value === undefined || choices.some(({ id }) => id === value) ? null : <option value={value}>{value}</option>}
        {choices.map(({ id, name }) => (
          <option key={id} value={id}>
            {visibleText(name)}
          </option>
        ))}
      </Select>
    </div>
  );
}
