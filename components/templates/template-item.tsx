"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { variablesOf, type TemplateView } from "#server/contract/templates";
import { messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { VisibleText } from "#components/ui/visible-text-view";
import type { TemplateDraft } from "./template-form.tsx";

interface TemplateItemProps {
  template: TemplateView;
  canUse: boolean;
  onEdit: (draft: TemplateDraft) => void;
}

/** One template: what it is for, its gaps, and what can be done with it. */
export function TemplateItem({ template, canUse, onEdit }: TemplateItemProps) {
  const { id, name, description, body, ownerName, canEdit } = template;
  const [removing, setRemoving] = useState(false);
  const { remove, busy } = useRemoveTemplate();
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1">
        <h2 className="flex flex-wrap items-center gap-2 font-medium break-words">
          <VisibleText text={name} />
          {ownerName === null ? <Badge>Built in</Badge> : null}
        </h2>
        <p className="break-words text-muted">
          <VisibleText text={description} />
          {ownerName === null ? null : <span className="text-faint"> By {ownerName}.</span>}
        </p>
        <p className="flex flex-wrap gap-1.5 pt-0.5">
          {variablesOf(body).map((variable) => (
            <code key={variable.name} className="rounded-sm bg-sunken px-1.5 py-0.5 font-mono text-xs text-muted">
              {variable.name}
              {variable.optional ? "?" : ""}
            </code>
          ))}
        </p>
      </div>
      {canUse ? (
        <div className="flex shrink-0 flex-wrap gap-2">
          {canEdit ? (
            <>
              <Button variant="ghost" size="sm" aria-label={`Remove ${name}`} onClick={() => setRemoving(true)}>
                Remove
              </Button>
              <Button
                variant="ghost"
                size="sm"
                aria-label={`Edit ${name}`}
                onClick={() => onEdit({ id, name, description, body })}
              >
                Edit
              </Button>
            </>
          ) : null}
          <Button
            variant="ghost"
            size="sm"
            aria-label={`Copy ${name}`}
            onClick={() => onEdit({ id: null, name: `${name} (copy)`.slice(0, 80), description, body })}
          >
            Copy
          </Button>
          <Button asChild size="sm">
            <Link href={`/projects/new?template=${encodeURIComponent(id)}`} aria-label={`Use ${name}`}>
              Use
            </Link>
          </Button>
        </div>
      ) : null}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove “${name}”?`}
        description="Nobody can use it any more. Projects that were made from it stay as they are."
        confirmLabel="Remove the template"
        keepLabel="Keep it"
        onConfirm={() => {
          setRemoving(false);
          if (!busy) remove(id);
        }}
      />
    </li>
  );
}

const useRemoveTemplate = () => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mutation = useMutation(
    trpc.templates.remove.mutationOptions({
      onSuccess: () => toast.done("Template removed"),
      onError: (error) => toast.failed("The template could not be removed", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.templates.list.queryFilter()),
    }),
  );
  return { remove: (templateId: string) => mutation.mutate({ templateId }), busy: mutation.isPending };
};
