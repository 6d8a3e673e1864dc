"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState, type FormEvent } from "react";
import { agentContexts, UpdateContextInput, type ContextId } from "#server/contract/agent-contexts";
import { checkInput } from "#client/field-check";
import { messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Markdown } from "#components/ui/markdown";
import { SubmitButton } from "#components/ui/submit-button";
import { Textarea } from "#components/ui/textarea";

interface ContextItemProps {
  id: ContextId;
  /** What an admin has put in place of the built-in text; null: nothing. */
  own: string | null;
  canEdit: boolean;
}

/** One context, folded to its name; opened to its text, and for an admin to a form. */
export function ContextItem({ id, own, canEdit }: ContextItemProps) {
  const { label, text } = agentContexts[id];
  const inForce = own ?? text;
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | undefined>();
  const { save, saving } = useSaveContext(() => setDraft(null));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const input = { id, text: draft };
    const found = checkInput(UpdateContextInput, input)["text"];
    setError(found);
    if (found === undefined && !saving) save(input);
  };
  return (
    <details className="group">
      <summary className="flex cursor-pointer list-none items-center gap-2 px-4 py-2.5 hover:bg-hover">
        <ChevronRight aria-hidden className="size-4 shrink-0 text-muted transition-transform group-open:rotate-90" />
        <span className="font-medium">{label}</span>
        {own === null ? null : <Badge>Changed</Badge>}
      </summary>
      <div className="flex flex-col gap-3 px-4 pt-1 pb-4">
        {draft === null ? (
          <>
            <Markdown source={inForce} className="max-w-prose text-muted" />
            {canEdit ? (
              <div className="flex gap-2">
                <Button onClick={() => setDraft(inForce)} aria-label={`Edit ${label}`}>
                  Edit
                </Button>
                {own === null ? null : (
                  <Button
                    variant="ghost"
                    busy={saving}
                    onClick={() => save({ id, text: null })}
                    aria-label={`Restore the built-in text of ${label}`}
                  >
                    Restore the built-in text
                  </Button>
                )}
              </div>
            ) : null}
          </>
        ) : (
          <form noValidate onSubmit={submit} className="flex flex-col gap-3">
            <Field label={label} error={error} hint="Markdown. Short rules that an agent can follow.">
              <Textarea
                value={draft}
                onChange={(event) => setDraft(event.target.value)}
                className="max-h-[60vh] min-h-48 font-mono text-xs"
              />
            </Field>
            <div className="flex justify-end gap-2">
              <Button variant="ghost" onClick={() => setDraft(null)}>
                Cancel
              </Button>
              <SubmitButton variant="primary" busy={saving}>
                Save
              </SubmitButton>
            </div>
          </form>
        )}
      </div>
    </details>
  );
}

const useSaveContext = (onSaved: () => void) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const update = useMutation(
    trpc.agents.updateContext.mutationOptions({
      onSuccess: () => {
        toast.done("Context saved");
        onSaved();
      },
      onError: (error) => toast.failed("The context could not be saved", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.agents.contexts.queryFilter()),
    }),
  );
  return {
    save: (input: { id: ContextId; text: string | null }) => update.mutate(input),
    saving: update.isPending,
  };
};
