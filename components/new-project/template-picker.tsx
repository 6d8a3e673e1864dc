"use client";

import { useQuery } from "@tanstack/react-query";
import { LayoutTemplate } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { fillTemplate, variableLabel, variablesOf } from "#server/contract/templates";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { ErrorState } from "#components/ui/error-state";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { SubmitButton } from "#components/ui/submit-button";
import { Textarea } from "#components/ui/textarea";

interface TemplatePickerProps {
  /** From the page's address; null: none was asked for. */
  initialId: string | null;
  /** Whether something is written already. */
  replaces: boolean;
  onFilled: (brief: string) => void;
}

/** Chooses a template, fills its gaps, and puts the brief into the form. */
export function TemplatePicker({ initialId, replaces, onFilled }: TemplatePickerProps) {
  const [open, setOpen] = useState(initialId !== null);
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        <LayoutTemplate aria-hidden className="size-3.5" />
        Use a template
      </Button>
      {open ? (
        <TemplateDialog
          initialId={initialId}
          replaces={replaces}
          onClose={() => setOpen(false)}
          onFilled={(brief) => {
            setOpen(false);
            onFilled(brief);
          }}
        />
      ) : null}
    </>
  );
}

function TemplateDialog({ initialId, replaces, onClose, onFilled }: TemplatePickerProps & { onClose: () => void }) {
  const trpc = useTRPC();
  const formId = useId();
  const { data: templates, error } = useQuery(trpc.templates.list.queryOptions());
  const [chosenId, setChosenId] = useState(initialId);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [missing, setMissing] = useState<readonly string[]>([]);
  const template = templates?.find(({ id }) => id === chosenId) ?? templates?.[0];

  const submit = (event: FormEvent) => {
    event.preventDefault();
    // This form stands inside another one's component tree: its submission is not the project's.
    event.stopPropagation();
    if (template === undefined) return;
    const filled = fillTemplate(template.body, values);
    setMissing(filled.missing);
    if (filled.brief !== null) onFilled(filled.brief);
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Use a template"
      description={replaces ? "The brief that you have written is replaced." : template?.description}
      className="max-w-lg"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton variant="primary" form={formId} disabled={template === undefined}>
            {replaces ? "Replace the brief" : "Fill in the brief"}
          </SubmitButton>
        </>
      }
    >
      {error === null ? (
        <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
          <Field label="Template">
            <Select
              value={template?.id ?? ""}
              onChange={({ currentTarget }) => {
                setChosenId(currentTarget.value);
                setMissing([]);
              }}
            >
              {templates?.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          {variablesOf(template?.body ?? "").map((variable) => (
            <Field
              key={variable.name}
              label={variableLabel(variable)}
              hint={variable.hint === null ? undefined : `For example: ${variable.hint}.`}
              optional={variable.optional}
              error={missing.includes(variable.name) ? "This is missing: the template needs it." : undefined}
            >
              <Textarea
                value={values[variable.name] ?? ""}
                onChange={(event) => setValues({ ...values, [variable.name]: event.target.value })}
                className="min-h-8"
                rows={1}
              />
            </Field>
          ))}
        </form>
      ) : (
        <ErrorState title="The templates could not be loaded" reason={messageOf(error)} />
      )}
    </Dialog>
  );
}
