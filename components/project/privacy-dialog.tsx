"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ProjectView } from "../../server/contract/views.ts";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { FieldError } from "../ui/field.tsx";
import { toast } from "../ui/toast-store.ts";

interface PrivacyDialogProps {
  project: Pick<ProjectView, "id" | "private" | "status">;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Keeps a project on this machine, or lets it out again: what that means is said before it is done. */
export function PrivacyDialog({ project, open, onOpenChange }: PrivacyDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const change = useMutation(
    trpc.projects.changePrivacy.mutationOptions({
      onSuccess: (_, { private: isPrivate }) => {
        toast.done(isPrivate ? "It stays on this machine from now on" : "It is no longer private");
        onOpenChange(false);
      },
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId: project.id })),
    }),
  );
  const make = !project.private;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        change.reset();
        onOpenChange(next);
      }}
      title={make ? "Keep it on this machine?" : "No longer private?"}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Leave it</Button>
          <Button
            variant="primary"
            busy={change.isPending}
            onClick={() => change.mutate({ projectId: project.id, private: make })}
          >
            {make ? "Make it private" : "Let it out"}
          </Button>
        </>
      }
    >
      {make ? (
        <ul className="flex list-disc flex-col gap-1 pl-4 marker:text-faint">
          <li>Only a local model on this machine works on it; Claude is never asked, whatever else is set.</li>
          <li>It reaches no host but those of its own list, and nothing of it is pushed.</li>
          {project.status === "DRAFT" ? null : <li>What was sent to Claude before cannot be called back.</li>}
        </ul>
      ) : (
        <p>
          From its next step on Claude may work on it, and then gets all that is in it: the brief, the files, what was
          said so far.
        </p>
      )}
      <div role="alert" className="empty:hidden">
        {change.error === null ? null : <FieldError>{messageOf(change.error)}</FieldError>}
      </div>
    </Dialog>
  );
}
