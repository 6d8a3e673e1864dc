"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import type { ToolDetailView } from "#server/contract/tools";
import { useDownload } from "#client/project/use-download";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";

/** Saves one version as an archive. */
export function ExportButton({ versionId }: { versionId: string }) {
  const download = useDownload();
  return (
    <Button
      size="sm"
      busy={download.busy}
      onClick={() => void download.run(`/api/tools/versions/${versionId}/archive`)}
    >
      <Download aria-hidden />
      Export
    </Button>
  );
}

const done = { enable: "It is on", disable: "It is off", remove: "The tool is removed" } as const;

/** On, off and away, from the very next call on. */
export function ToolActions({ tool: { id: toolId, name, enabled, mayChange } }: { tool: ToolDetailView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const change = useMutation(
    trpc.tools.change.mutationOptions({
      onSuccess: (_, input) => toast.done(done[input.change]),
      onError: (error) => toast.failed("The tool was not changed", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.tools.pathFilter()),
    }),
  );
  if (!mayChange) return null;
  return (
    <>
      <Button busy={change.isPending} onClick={() => change.mutate({ toolId, change: enabled ? "disable" : "enable" })}>
        {enabled ? "Switch off" : "Switch on"}
      </Button>
      <Button variant="danger" onClick={() => setRemoving(true)}>
        Remove…
      </Button>
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove ${name}?`}
        description="No agent can call it any more, from the next call on. It cannot be taken back; its versions and calls stay on record. To have it again it must be built or brought in, and accepted, anew."
        confirmLabel="Remove the tool"
        busy={change.isPending}
        onConfirm={() => {
          setRemoving(false);
          change.mutate({ toolId, change: "remove" });
        }}
      />
    </>
  );
}
