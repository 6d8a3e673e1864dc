import { agentRoles, roleLabels } from "#server/contract/roles";
import type { Complexity } from "#server/contract/briefs";
import { modelOfRole } from "#server/contract/models";
import type { ProviderState } from "#server/contract/provider-state";
import type { NewProjectDraft } from "#client/new-project/new-project-draft";
import { Field, FieldError } from "#components/ui/field";
import { Input } from "#components/ui/input";

interface ModelFieldsProps {
  draft: Pick<NewProjectDraft, "models">;
  /** As chosen or detected; null while there is nothing to go by. */
  complexity: Complexity | null;
  /** The settings' models; undefined while they load. */
  standard: ProviderState["models"] | undefined;
  onChange: (part: Partial<NewProjectDraft>) => void;
  errors: Readonly<Record<string, string>>;
}

/** A model per role for this project alone; folded away, because the settings are right for most. */
export function ModelFields({ draft, standard, complexity, onChange, errors }: ModelFieldsProps) {
  const chosen = agentRoles.filter((role) => draft.models[role].trim() !== "").length;
  const wrong = errors["models"];
  return (
    <details open={wrong === undefined ? undefined : true} className="rounded-md border">
      <summary className="cursor-pointer rounded-md px-3 py-2 text-sm font-medium hover:bg-hover">
        Models{" "}
        <span className="font-normal text-muted">· {chosen === 0 ? "as in the settings" : `${chosen} of its own`}</span>
      </summary>
      <fieldset aria-label="Models" className="flex min-w-0 flex-col gap-3 border-t p-3">
        {agentRoles.map((role) => (
          <Field key={role} label={roleLabels[role].name} optional>
            <Input
              name={`models.${role}`}
              value={draft.models[role]}
              placeholder={standard === undefined ? undefined : modelOfRole(standard, role, complexity)}
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-xs"
              onChange={(event) => onChange({ models: { ...draft.models, [role]: event.target.value } })}
            />
          </Field>
        ))}
        {wrong === undefined ? null : <FieldError>{wrong}</FieldError>}
      </fieldset>
    </details>
  );
}
