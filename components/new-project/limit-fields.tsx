import type { NewProjectDraft } from "#client/new-project/new-project-draft";
import { assignmentLimits, strategies, type Complexity } from "#server/contract/briefs";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";

interface LimitFieldsProps {
  draft: Pick<NewProjectDraft, "maxAssignments">;
  /** As chosen or detected; null while there is nothing to go by. */
  complexity: Complexity | null;
  onChange: (part: Partial<NewProjectDraft>) => void;
  errors: Readonly<Record<string, string>>;
}

/** What a project may use at most. */
export function LimitFields({ draft, complexity, onChange, errors }: LimitFieldsProps) {
  const strategy = complexity === null ? null : strategies[complexity];
  return (
    <div className="flex flex-col gap-3">
      <Field
        label="Developer assignments, at most"
        optional
        error={errors["maxAssignments"]}
        hint={
          strategy === null
            ? "How often the Developer is sent off, refinements included. By complexity where left empty."
            : `How often the Developer is sent off, refinements included. ${strategy.label}: ${strategy.maxAssignments} where left empty. At the limit you are asked.`
        }
      >
        <Input
          name="maxAssignments"
          type="number"
          inputMode="numeric"
          min={assignmentLimits.min}
          max={assignmentLimits.max}
          step={1}
          value={draft.maxAssignments}
          placeholder={strategy === null ? undefined : String(strategy.maxAssignments)}
          onChange={(event) => onChange({ maxAssignments: event.target.value })}
        />
      </Field>
    </div>
  );
}
