"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { UpdateLimitsInput, type LimitsView } from "#server/contract/limits";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import {
  limitFields,
  limitGroups,
  limitsInput,
  limitsText,
  originWords,
  rangeWords,
  secondsWords,
  type LimitsText,
} from "#client/settings/limit-fields";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { SubmitButton } from "#components/ui/submit-button";
import { toast } from "#client/ui/toast-store";

/** How much may go on at once, and how long anything may take. */
export function LimitSettings({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const limits = useQuery(trpc.settings.limits.queryOptions());
  if (limits.data === undefined) {
    return limits.error === null ? (
      <Panel className="grid gap-4 p-4 sm:grid-cols-2">
        <LoadingNote>Loading the limits</LoadingNote>
        {limitFields.map(({ name }) => (
          <Skeleton key={name} className="h-16" />
        ))}
      </Panel>
    ) : (
      <ErrorState
        title="The limits could not be loaded"
        reason={messageOf(limits.error)}
        onRetry={() => void limits.refetch()}
        retrying={limits.isFetching}
      />
    );
  }
  return <LimitForm saved={limits.data} canEdit={canEdit} />;
}

function LimitForm({ saved, canEdit }: { saved: LimitsView; canEdit: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const savedText = limitsText(saved);
  const [draft, setDraft] = useState<LimitsText>(savedText);
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const update = useMutation(
    trpc.settings.updateLimits.mutationOptions({
      onSuccess: async (stored, sent) => {
        toast.done("Limits saved");
        queryClient.setQueryData(trpc.settings.limits.queryKey(), stored);
        // As it was stored, unless something else has been typed meanwhile.
        setDraft((now) => (JSON.stringify(limitsInput(now)) === JSON.stringify(sent) ? limitsText(stored) : now));
        await queryClient.invalidateQueries(trpc.projects.list.queryFilter());
      },
      onError: (error) => {
        if (Object.keys(fieldErrorsOf(error)).length === 0)
          toast.failed("The limits could not be saved", { detail: messageOf(error) });
      },
    }),
  );
  const errors = { ...fieldErrorsOf(update.error), ...ownErrors };
  const changed = limitFields.some(({ name }) => draft[name].trim() !== savedText[name]);
  const own = limitFields.some(({ name }) => draft[name].trim() !== "");
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const input = limitsInput(draft);
    const found = checkInput(UpdateLimitsInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !update.isPending) update.mutate(input);
  };
  return (
    <Panel>
      <form noValidate onSubmit={save} className="divide-y divide-line">
        {limitGroups.map(({ title, fields }) => (
          <fieldset key={title} className="p-4">
            <legend className="sr-only">{title}</legend>
            <div aria-hidden className="mb-3 text-xs text-faint">
              {title}
            </div>
            <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
              {fields.map(({ name, label, hint, seconds }) => (
                <Field
                  key={name}
                  label={label}
                  error={errors[name]}
                  hint={
                    <>
                      {hint} {rangeWords(name)}
                      {seconds ? ` ${secondsWords(draft[name], saved[name].standard)}` : ""} {originWords(saved[name])}
                    </>
                  }
                >
                  <Input
                    inputMode="numeric"
                    autoComplete="off"
                    className="max-w-40 tabular"
                    disabled={!canEdit}
                    placeholder={`${saved[name].standard} (default)`}
                    value={draft[name]}
                    onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
                  />
                </Field>
              ))}
            </div>
          </fieldset>
        ))}
        {canEdit ? (
          <div className="flex flex-wrap gap-2 p-4">
            <SubmitButton variant={changed ? "primary" : "secondary"} disabled={!changed} busy={update.isPending}>
              Save limits
            </SubmitButton>
            {changed ? (
              <Button
                onClick={() => {
                  setDraft(savedText);
                  setOwnErrors({});
                  update.reset();
                }}
              >
                Discard
              </Button>
            ) : null}
            {own ? (
              <Button variant="ghost" onClick={() => setDraft(limitsText(null))}>
                Use the defaults
              </Button>
            ) : null}
          </div>
        ) : null}
      </form>
    </Panel>
  );
}
