"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ImportScreening } from "../../server/contract/sources.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { toast } from "../ui/toast-store.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { ChangeSourceDialog } from "../start-from/change-source-dialog.tsx";

/** What can be done where a project could not be begun with what it was to start from; nothing otherwise. */
export function ImportNotice({ project }: { project: ProjectView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [choosing, setChoosing] = useState(false);
  const { source, status, hold, can, id } = project;
  const confirm = useMutation(
    trpc.projects.confirmImport.mutationOptions({
      onError: (error) => toast.failed("It was not confirmed", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId: id })),
    }),
  );
  if (source === null || source.imported || !source.changeable || !can.steer) return null;
  if (status !== "WAITING" || hold?.reason !== "attention") return null;
  const found = source.screening?.decision === "unconfirmed" ? source.screening : null;
  return (
    <div className="flex flex-col gap-3">
      {found === null ? null : <Found screening={found} />}
      <div className="flex flex-wrap gap-2">
        {found === null ? null : (
          <Button
            variant="primary"
            busy={confirm.isPending}
            onClick={() => confirm.mutate({ projectId: id, hash: found.hash })}
          >
            I have looked at it: go on
          </Button>
        )}
        <Button onClick={() => setChoosing(true)}>Start from something else…</Button>
      </div>
      <ChangeSourceDialog projectId={id} open={choosing} onOpenChange={setChoosing} />
    </div>
  );
}

const shown = 20;

function Found({ screening }: { screening: ImportScreening }) {
  const { findings, findingsTotal } = screening;
  const more = findingsTotal - Math.min(shown, findings.length);
  return (
    <ul className="max-h-56 divide-y overflow-y-auto rounded-md border text-sm" aria-label="What was found">
      {findings.slice(0, shown).map(({ path, span, message, excerpt }) => (
        <li key={`${path}:${span.start}:${message}`} className="flex flex-col gap-0.5 px-3 py-2">
          <span className="break-words">
            <span className="font-mono text-xs">
              <VisibleText text={`${path}:${span.line}`} />
            </span>{" "}
            {message}
          </span>
          <span className="truncate font-mono text-xs text-muted">
            <VisibleText text={excerpt} />
          </span>
        </li>
      ))}
      {more > 0 ? <li className="px-3 py-2 text-muted">And {more} more.</li> : null}
    </ul>
  );
}
