"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { messageOf } from "#client/request-error";
import { checkStart, emptyStart, sourceOf, type StartDraft } from "#client/start-from/start-draft";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { FieldError } from "#components/ui/field";
import { StartFromField } from "./start-from-field.tsx";

interface ChangeSourceDialogProps {
  projectId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Chooses something else to start from; a project that waits because of it tries again at once. */
export function ChangeSourceDialog({ projectId, open, onOpenChange }: ChangeSourceDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<StartDraft>({ ...emptyStart, kind: "git" });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const change = useMutation(
    trpc.projects.changeSource.mutationOptions({
      onSuccess: () => onOpenChange(false),
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
    }),
  );
  const save = (): void => {
    const found = checkStart(draft);
    setErrors(found);
    if (Object.keys(found).length === 0) change.mutate({ projectId, source: sourceOf(draft) });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Start from something else"
      description="The brief and everything else stay as they are."
      className="max-w-xl"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" busy={change.isPending} onClick={save}>
            Use it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <StartFromField draft={draft} onChange={(part) => setDraft((now) => ({ ...now, ...part }))} errors={errors} />
        <div aria-live="polite">
          {change.error === null ? null : <FieldError>{messageOf(change.error)}</FieldError>}
        </div>
      </div>
    </Dialog>
  );
}
