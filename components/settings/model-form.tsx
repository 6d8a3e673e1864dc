"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Complexity } from "#server/contract/briefs";
import type { StandardModels } from "#server/contract/models";
import { agentRoles, roleLabels, type AgentRole } from "#server/contract/roles";
import { UpdateModelsInput } from "#server/contract/settings";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import {
  chosenByComplexity,
  defaultModels,
  draftOfModels,
  modelsInput,
  sameModels,
  type ModelDraft,
} from "#client/settings/model-draft";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Field, FieldError } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Panel } from "#components/ui/panel";
import { SubmitButton } from "#components/ui/submit-button";
import { toast } from "#client/ui/toast-store";

const roles = {
  PROJECT_MANAGER: { input: "projectManager", hint: "Plans, gives verdicts, writes the report." },
  DEVELOPER: { input: "developer", hint: "Writes the code, through Claude Code." },
  QUALITY_ASSURANCE: { input: "qualityAssurance", hint: "Reviews every phase." },
} as const satisfies Record<AgentRole, { input: keyof UpdateModelsInput; hint: string }>;

const complexityLabels = { simple: "Simple", medium: "Medium", complex: "Complex" } as const satisfies Record<
  Complexity,
  string
>;

interface ModelFormProps {
  saved: StandardModels;
  canEdit: boolean;
}

export function ModelForm({ saved, canEdit }: ModelFormProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<ModelDraft>(draftOfModels(saved));
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const update = useMutation(
    trpc.settings.updateModels.mutationOptions({
      onSuccess: async () => {
        toast.done("Models saved");
        await Promise.all([
          queryClient.invalidateQueries(trpc.settings.models.queryFilter()),
          queryClient.invalidateQueries(trpc.providers.state.queryFilter()),
        ]);
      },
      onError: (error) => {
        if (Object.keys(fieldErrorsOf(error)).length === 0)
          toast.failed("The models could not be saved", { detail: messageOf(error) });
      },
    }),
  );
  const errors = { ...fieldErrorsOf(update.error), ...ownErrors };
  const changed = !sameModels(draft, draftOfModels(saved));
  const reset = (next: ModelDraft): void => {
    setDraft(next);
    setOwnErrors({});
    update.reset();
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const input = modelsInput(draft);
    const found = checkInput(UpdateModelsInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !update.isPending) update.mutate(input);
  };
  return (
    <Panel>
      <form noValidate onSubmit={save} className="divide-y divide-line">
        <div className="grid gap-4 p-4 sm:grid-cols-3">
          {agentRoles.map((role) => (
            <Field key={role} label={roleLabels[role].name} hint={roles[role].hint} error={errors[roles[role].input]}>
              <Input
                className="font-mono text-xs"
                spellCheck={false}
                autoCapitalize="none"
                disabled={!canEdit}
                value={draft.byRole[role]}
                onChange={(event) => setDraft({ ...draft, byRole: { ...draft.byRole, [role]: event.target.value } })}
              />
            </Field>
          ))}
        </div>
        <ByComplexity draft={draft} canEdit={canEdit} error={errors["byComplexity"]} onChange={setDraft} />
        {canEdit ? (
          <div className="flex flex-wrap gap-2 p-4">
            <SubmitButton variant={changed ? "primary" : "secondary"} disabled={!changed} busy={update.isPending}>
              Save models
            </SubmitButton>
            {changed ? <Button onClick={() => reset(draftOfModels(saved))}>Discard</Button> : null}
            {sameModels(draft, defaultModels) ? null : (
              <Button variant="ghost" onClick={() => reset(defaultModels)}>
                Use the defaults
              </Button>
            )}
          </div>
        ) : null}
      </form>
    </Panel>
  );
}

interface ByComplexityProps {
  draft: ModelDraft;
  canEdit: boolean;
  error: string | undefined;
  onChange: (draft: ModelDraft) => void;
}

/** R4: a smaller model for simple work, a larger one for complex work; folded away while nobody has chosen any. */
function ByComplexity({ draft, canEdit, error, onChange }: ByComplexityProps) {
  const chosen = chosenByComplexity(draft);
  const change = (complexity: Complexity, role: AgentRole, model: string): void => {
    const own = { ...draft.byComplexity[complexity], [role]: model };
    onChange({ ...draft, byComplexity: { ...draft.byComplexity, [complexity]: own } });
  };
  return (
    <details open={chosen > 0 || error !== undefined ? true : undefined}>
      <summary className="cursor-pointer px-4 py-3 text-sm font-medium hover:bg-hover">
        By complexity{" "}
        <span className="font-normal text-muted">
          · {chosen === 0 ? "every project uses the models above" : `${chosen} chosen`}
        </span>
      </summary>
      <div className="flex flex-col gap-4 px-4 pb-4">
        <p className="text-xs text-muted">
          What projects of a complexity use instead. Where a field is empty, the model above. A project's own choice
          goes before both.
        </p>
        {Complexity.options.map((complexity) => (
          <fieldset key={complexity} className="grid gap-x-4 gap-y-3 sm:grid-cols-3">
            <legend className="mb-1.5 text-xs text-faint">{complexityLabels[complexity]}</legend>
            {agentRoles.map((role) => (
              <label key={role} className="flex flex-col gap-1">
                <span className="text-xs text-muted sm:sr-only">
                  {roleLabels[role].name}
                  <span className="sr-only">, {complexityLabels[complexity].toLowerCase()} projects</span>
                </span>
                <Input
                  className="font-mono text-xs"
                  spellCheck={false}
                  autoCapitalize="none"
                  disabled={!canEdit}
                  placeholder={draft.byRole[role]}
                  value={draft.byComplexity[complexity][role]}
                  onChange={(event) => change(complexity, role, event.target.value)}
                />
              </label>
            ))}
          </fieldset>
        ))}
        {error === undefined ? null : <FieldError>{error}</FieldError>}
      </div>
    </details>
  );
}
