"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import type { PlannedPhase } from "../../server/contract/outputs.ts";
import { Button } from "../ui/button.tsx";
import { Field, FieldError } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { draftOf, emptyDraft, moved, phaseOf, type DraftErrors, type PhaseDraft } from "./phase-drafts.ts";
import { PhaseEditor } from "./phase-editor.tsx";
import { PlanDifference } from "./plan-difference-view.tsx";

interface PlanEditorProps {
  /** The phases that can be changed, as they are. */
  phases: readonly PlannedPhase[];
  /** How many phases stand before them. */
  standing: number;
  /** "Approve with these changes" */
  action: string;
  busy: boolean;
  /** What the server said against it. */
  refused?: string | null;
  onSave: (phases: PlannedPhase[], reason: string) => void;
  onBack: () => void;
}

/** The phases of a plan to write in: change, order, add, remove. What would change is shown before it is saved. */
export function PlanEditor({ phases, standing, action, busy, refused = null, onSave, onBack }: PlanEditorProps) {
  const [drafts, setDrafts] = useState<readonly PhaseDraft[]>(() => phases.map(draftOf));
  const [nextKey, setNextKey] = useState(phases.length);
  const [openKey, setOpenKey] = useState<number | null>(null);
  const [reason, setReason] = useState("");
  const [errors, setErrors] = useState<Readonly<Record<number, DraftErrors>>>({});
  const [none, setNone] = useState<string | null>(null);
  const read = drafts.map(phaseOf);
  const complete = read.flatMap((result) => ("phase" in result ? [result.phase] : []));

  const change = (key: number, part: Partial<PhaseDraft>) =>
    setDrafts(drafts.map((draft) => (draft.key === key ? { ...draft, ...part } : draft)));
  const save = () => {
    const wrong = drafts.flatMap(({ key }, index) => {
      const result = read[index];
      return result !== undefined && "errors" in result ? [[key, result.errors] as const] : [];
    });
    setErrors(Object.fromEntries(wrong));
    setNone(standing === 0 && drafts.length === 0 ? "A plan needs at least one phase." : null);
    const [first] = wrong;
    if (first !== undefined) setOpenKey(first[0]);
    else if (standing > 0 || drafts.length > 0) onSave(complete, reason.trim());
  };

  return (
    <div className="flex flex-col gap-4 pb-3">
      <ol aria-label="Phases to come" className="flex flex-col gap-2">
        {drafts.map((draft, index) => (
          <PhaseEditor
            key={draft.key}
            draft={draft}
            number={standing + index + 1}
            open={openKey === draft.key}
            first={index === 0}
            last={index === drafts.length - 1}
            errors={errors[draft.key] ?? {}}
            onToggle={() => setOpenKey(openKey === draft.key ? null : draft.key)}
            onChange={(part) => change(draft.key, part)}
            onMove={(by) => setDrafts(moved(drafts, index, by))}
            onRemove={() => setDrafts(drafts.filter(({ key }) => key !== draft.key))}
          />
        ))}
      </ol>
      <Button
        className="self-start"
        onClick={() => {
          setDrafts([...drafts, emptyDraft(nextKey)]);
          setOpenKey(nextKey);
          setNextKey(nextKey + 1);
        }}
      >
        <Plus aria-hidden />
        Add a phase
      </Button>
      <Field label="Why" optional hint="Kept with the revision, for whoever looks at the plan later.">
        <Input value={reason} maxLength={2_000} onChange={(event) => setReason(event.target.value)} />
      </Field>
      {complete.length === drafts.length ? (
        <section aria-label="What changes" className="flex flex-col gap-2">
          <h3 className="text-xs text-faint">What changes</h3>
          <PlanDifference before={phases} after={complete} />
        </section>
      ) : null}
      <div role="alert" className="empty:hidden">
        {none === null ? null : <FieldError>{none}</FieldError>}
        {refused === null ? null : <FieldError>{refused}</FieldError>}
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="ghost" onClick={onBack}>
          Back
        </Button>
        <Button variant="primary" busy={busy} onClick={save}>
          {action}
        </Button>
      </div>
    </div>
  );
}
