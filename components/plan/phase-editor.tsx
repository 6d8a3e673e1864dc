"use client";

import { ArrowDown, ArrowUp, ChevronRight, Trash2 } from "lucide-react";
import { PhaseKind } from "../../server/contract/statuses.ts";
import { cn } from "../ui/cn.ts";
import { Field } from "../ui/field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import type { DraftErrors, PhaseDraft } from "./phase-drafts.ts";

interface PhaseEditorProps {
  draft: PhaseDraft;
  number: number;
  open: boolean;
  first: boolean;
  last: boolean;
  errors: DraftErrors;
  onToggle: () => void;
  onChange: (part: Partial<PhaseDraft>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** One phase of a plan to write in, folded to its title. */
export function PhaseEditor(props: PhaseEditorProps) {
  const { draft, number, open, first, last, errors, onToggle, onChange, onMove, onRemove } = props;
  const name = draft.title.trim() === "" ? "a phase without a title" : draft.title;
  return (
    <li className="rounded-md border">
      <div className="flex items-center gap-1 py-1 pr-1 pl-2">
        <button
          type="button"
          aria-expanded={open}
          onClick={onToggle}
          className="flex min-w-0 flex-1 items-center gap-2 rounded-sm px-1 py-1 text-left hover:bg-hover pointer-coarse:py-2"
        >
          <ChevronRight
            aria-hidden
            className={cn("size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
          />
          <span className="tabular text-faint">{number}</span>
          <span className={cn("min-w-0 truncate font-medium", draft.title.trim() === "" && "text-faint")}>
            <VisibleText text={draft.title.trim() === "" ? "New phase" : draft.title} />
          </span>
        </button>
        <IconButton icon={ArrowUp} label={`Move up: ${name}`} size="sm" disabled={first} onClick={() => onMove(-1)} />
        <IconButton icon={ArrowDown} label={`Move down: ${name}`} size="sm" disabled={last} onClick={() => onMove(1)} />
        <IconButton icon={Trash2} label={`Remove: ${name}`} size="sm" onClick={onRemove} />
      </div>
      {open ? (
        <div className="flex flex-col gap-3 border-t px-3 py-3">
          <div className="grid gap-3 sm:grid-cols-[1fr_9rem]">
            <Field label="Title" error={errors.title}>
              <Input
                value={draft.title}
                maxLength={120}
                onChange={(event) => onChange({ title: event.target.value })}
              />
            </Field>
            <Field label="Kind">
              <Select value={draft.kind} onChange={(event) => onChange({ kind: PhaseKind.parse(event.target.value) })}>
                <option value="build">Build</option>
                <option value="analysis">Analysis</option>
              </Select>
            </Field>
          </div>
          <Field label="Goal" error={errors.goal}>
            <Textarea value={draft.goal} onChange={(event) => onChange({ goal: event.target.value })} />
          </Field>
          <Field
            label="Acceptance criteria"
            hint="One a line. QA and the checks hold the result against them."
            error={errors.criteria}
          >
            <Textarea value={draft.criteria} onChange={(event) => onChange({ criteria: event.target.value })} />
          </Field>
          <Field label="Expected artefacts" optional hint="Files, one a line." error={errors.artefacts}>
            <Textarea
              value={draft.artefacts}
              className="min-h-10"
              onChange={(event) => onChange({ artefacts: event.target.value })}
            />
          </Field>
        </div>
      ) : null}
    </li>
  );
}
