"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { CreateTemplateInput, variablesOf } from "#server/contract/templates";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { ErrorState } from "#components/ui/error-state";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { SubmitButton } from "#components/ui/submit-button";
import { Textarea } from "#components/ui/textarea";

export interface TemplateDraft {
  /** Null: it does not exist yet. */
  readonly id: string | null;
  readonly name: string;
  readonly description: string;
  readonly body: string;
}

/** Adds a template, or changes one. */
export function TemplateForm({ initial, onClose }: { initial: TemplateDraft; onClose: () => void }) {
  const formId = useId();
  const [draft, setDraft] = useState(initial);
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const { save, busy, error } = useSaveTemplate(onClose);
  const errors = { ...fieldErrorsOf(error), ...wrong };
  const gaps = variablesOf(draft.body).map(({ name }) => name);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { id, ...template } = draft;
    const found = checkInput(CreateTemplateInput, template);
    setWrong(found);
    if (Object.keys(found).length === 0 && !busy) save(id, template);
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={initial.id === null ? "New template" : "Edit template"}
      description="A gap is written {{name}}, or {{name: what belongs there}}. With a question mark, {{name?}}, it may stay empty."
      className="max-w-2xl"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton variant="primary" busy={busy} form={formId}>
            Save template
          </SubmitButton>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Name" error={errors["name"]}>
          <Input
            value={draft.name}
            maxLength={80}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        </Field>
        <Field label="Description" optional error={errors["description"]}>
          <Input
            value={draft.description}
            maxLength={300}
            onChange={(event) => setDraft({ ...draft, description: event.target.value })}
          />
        </Field>
        <Field
          label="Brief"
          hint={gaps.length === 0 ? "No gaps yet." : `Gaps: ${gaps.join(", ")}.`}
          error={errors["body"]}
        >
          <Textarea
            value={draft.body}
            onChange={(event) => setDraft({ ...draft, body: event.target.value })}
            className="max-h-[50vh] min-h-48"
          />
        </Field>
        {error !== null && Object.keys(errors).length === 0 ? (
          <ErrorState
            title="The template was not saved"
            reason={messageOf(error)}
            fix="What you wrote is still here."
          />
        ) : null}
      </form>
    </Dialog>
  );
}

const useSaveTemplate = (onSaved: () => void) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = {
    onSuccess: () => {
      toast.done("Template saved");
      onSaved();
    },
    onSettled: () => queryClient.invalidateQueries(trpc.templates.list.queryFilter()),
  };
  const create = useMutation(trpc.templates.create.mutationOptions(options));
  const update = useMutation(trpc.templates.update.mutationOptions(options));
  return {
    save: (templateId: string | null, template: CreateTemplateInput) =>
      templateId === null ? create.mutate(template) : update.mutate({ templateId, ...template }),
    busy: create.isPending || update.isPending,
    error: create.error ?? update.error,
  };
};
