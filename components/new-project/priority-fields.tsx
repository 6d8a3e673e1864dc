import type { NewProjectDraft } from "#client/new-project/new-project-draft";
import { ScaleField } from "./scale-field.tsx";

interface PriorityFieldsProps {
  draft: Pick<NewProjectDraft, "importance" | "urgency">;
  onChange: (part: Partial<NewProjectDraft>) => void;
}

/** Importance and urgency, and the place in the queue that follows. */
export function PriorityFields({ draft, onChange }: PriorityFieldsProps) {
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="sr-only">Priority</legend>
      <ScaleField
        label="Importance"
        ends={["Nice to have", "Critical"]}
        value={draft.importance}
        onValueChange={(importance) => onChange({ importance })}
      />
      <ScaleField
        label="Urgency"
        ends={["Whenever", "Right now"]}
        value={draft.urgency}
        onValueChange={(urgency) => onChange({ urgency })}
      />
      <p className="text-xs text-muted">
        Priority <span className="tabular text-ink">{draft.importance * draft.urgency}</span> of 100. Higher ones leave
        the queue first.
      </p>
    </fieldset>
  );
}
