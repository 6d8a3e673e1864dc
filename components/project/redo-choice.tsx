"use client";

import Link from "next/link";
import { useId } from "react";
import type { ProviderWish } from "../../server/contract/fallback.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { RadioGroup } from "../ui/radio-group.tsx";
import { Select } from "../ui/select.tsx";
import { redoOptions } from "./redo-options.ts";
import { useClaudesWait } from "./use-claudes-wait.ts";

/** Who is to do a phase again, and with which model; an empty model: the one that would be taken anyway. */
export interface RedoChoice {
  readonly provider: ProviderWish | null;
  readonly model: string;
}

interface RedoChoiceFieldsProps {
  project: ProjectView;
  choice: RedoChoice;
  /** What is wrong with the model's name. */
  wrong: string | undefined;
  onChange: (choice: RedoChoice) => void;
}

/** The provider and the model of a phase that is done again. */
export function RedoChoiceFields({ project, choice, wrong, onChange }: RedoChoiceFieldsProps) {
  const { waits, fallback: data } = useClaudesWait(project, choice.provider === "claude" ? choice.model : "");
  const played = project.provider === "scripted";
  const { options, ready, missing, localAnyway } = redoOptions(project, data, { chosen: choice.provider, waits });
  return (
    <>
      {options.length === 1 ? null : (
        <RadioGroup
          legend="Who does it"
          options={options}
          value={choice.provider ?? "project"}
          onValueChange={(value) => onChange({ provider: value === "project" ? null : value, model: "" })}
        />
      )}
      {missing === null ? null : (
        <p className="-mt-2 text-xs text-muted">
          {missing}{" "}
          <Link href="/settings/fallback" className="underline underline-offset-2">
            See what is missing
          </Link>
        </p>
      )}
      {choice.provider === "local" ? (
        played ? null : (
          <Field label="Local model" hint="For this phase only.">
            <Select value={choice.model} onChange={(event) => onChange({ ...choice, model: event.target.value })}>
              <option value="">
                {ready[0] === undefined ? "None is ready" : `The first that is ready: ${ready[0]}`}
              </option>
              {ready.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        )
      ) : choice.provider === null && localAnyway ? null : (
        <DevelopersModel project={project} choice={choice} wrong={wrong} onChange={onChange} />
      )}
    </>
  );
}

function DevelopersModel({ project, choice, wrong, onChange }: RedoChoiceFieldsProps) {
  const known = [...new Set(project.runs.flatMap((run) => (run.operation === "IMPLEMENT" ? (run.model ?? []) : [])))];
  const list = useId();
  return (
    <>
      <Field label="Developer's model" optional hint="For this phase only. Empty: as the settings say." error={wrong}>
        <Input
          value={choice.model}
          list={list}
          maxLength={100}
          onChange={(event) => onChange({ ...choice, model: event.target.value })}
        />
      </Field>
      <datalist id={list}>
        {known.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  );
}
