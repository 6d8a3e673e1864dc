"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { roleLabels } from "#server/contract/roles";
import { settings, UpdateModelsInput } from "#server/contract/settings";
import type { ProviderState } from "#server/contract/views";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { SubmitButton } from "#components/ui/submit-button";
import { toast } from "#client/ui/toast-store";

type Models = ProviderState["models"];

const fields = [
  { name: "projectManager", label: roleLabels.PROJECT_MANAGER.name, hint: "Plans, gives verdicts, writes the report." },
  { name: "developer", label: roleLabels.DEVELOPER.name, hint: "Writes the code, through Claude Code." },
  { name: "qualityAssurance", label: roleLabels.QUALITY_ASSURANCE.name, hint: "Reviews every phase." },
] as const satisfies readonly { name: keyof Models; label: string; hint: string }[];

const defaults: Models = {
  projectManager: settings["models.projectManager"].default,
  developer: settings["models.developer"].default,
  qualityAssurance: settings["models.qualityAssurance"].default,
};

/** The model of each role. */
export function ModelSettings({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const models = useQuery(trpc.settings.models.queryOptions());
  if (models.data === undefined) {
    return models.error === null ? (
      <Panel className="grid gap-4 p-4 sm:grid-cols-3">
        <LoadingNote>Loading the models</LoadingNote>
        {fields.map(({ name }) => (
          <Skeleton key={name} className="h-16" />
        ))}
      </Panel>
    ) : (
      <ErrorState
        title="The models could not be loaded"
        reason={messageOf(models.error)}
        onRetry={() => void models.refetch()}
        retrying={models.isFetching}
      />
    );
  }
  return <ModelForm saved={models.data} canEdit={canEdit} />;
}

function ModelForm({ saved, canEdit }: { saved: Models; canEdit: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Models>(saved);
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
  const changed = fields.some(({ name }) => draft[name].trim() !== saved[name]);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const found = checkInput(UpdateModelsInput, draft);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !update.isPending) update.mutate(draft);
  };
  return (
    <Panel className="p-4">
      <form noValidate onSubmit={save} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-3">
          {fields.map(({ name, label, hint }) => (
            <Field key={name} label={label} hint={hint} error={errors[name]}>
              <Input
                className="font-mono text-xs"
                spellCheck={false}
                autoCapitalize="none"
                disabled={!canEdit}
                value={draft[name]}
                onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
              />
            </Field>
          ))}
        </div>
        {canEdit ? (
          <div className="flex gap-2">
            <SubmitButton variant={changed ? "primary" : "secondary"} disabled={!changed} busy={update.isPending}>
              Save models
            </SubmitButton>
            {changed ? <Button onClick={() => setDraft(saved)}>Discard</Button> : null}
            {fields.some(({ name }) => draft[name].trim() !== defaults[name]) ? (
              <Button variant="ghost" onClick={() => setDraft(defaults)}>
                Use the defaults
              </Button>
            ) : null}
          </div>
        ) : null}
      </form>
    </Panel>
  );
}
