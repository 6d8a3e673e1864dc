"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Globe } from "lucide-react";
import { useState, type FormEvent } from "react";
import { UpdateNetworkInput } from "../../server/contract/inputs.ts";
import type { NetworkView } from "../../server/contract/egress.ts";
import { checkInput } from "../field-check.ts";
import { checkNetwork, hostsOf, listError, networkDraftOf } from "../network/network-choice.ts";
import { NetworkField } from "../network/network-field.tsx";
import { fieldErrorsOf, messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { toast } from "../ui/toast-store.ts";

/** What the project's processes may reach, to be looked at and changed. */
export function NetworkButton({ projectId }: { projectId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton icon={Globe} label="Network" onClick={() => setOpen(true)} />
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Network"
        description="Which hosts this project's agents, commands and checks may reach. What begins from now on goes by it."
      >
        <NetworkDialog projectId={projectId} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

/** Loaded with every opening: somebody else may have changed it. */
function NetworkDialog({ projectId, onDone }: { projectId: string; onDone: () => void }) {
  const trpc = useTRPC();
  const network = useQuery(
    trpc.projects.network.queryOptions({ projectId }, { staleTime: 0, gcTime: 0, refetchOnWindowFocus: false }),
  );
  if (network.data !== undefined) return <NetworkForm projectId={projectId} stored={network.data} onDone={onDone} />;
  return network.error === null ? (
    <Skeleton className="h-40" />
  ) : (
    <ErrorState
      title="The network could not be loaded"
      reason={messageOf(network.error)}
      onRetry={() => void network.refetch()}
      retrying={network.isFetching}
    />
  );
}

function NetworkForm({ projectId, stored, onDone }: { projectId: string; stored: NetworkView; onDone: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(networkDraftOf(stored.own));
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const update = useMutation(
    trpc.projects.updateNetwork.mutationOptions({
      onSuccess: () => {
        toast.done("Network changed", { detail: "What begins from now on goes by it." });
        onDone();
      },
      onSettled: () => queryClient.invalidateQueries(trpc.projects.network.queryFilter({ projectId })),
    }),
  );
  const error = listError({ ...fieldErrorsOf(update.error), ...ownErrors }, "hosts");
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const input = { projectId, hosts: hostsOf(draft) };
    const found = { ...checkInput(UpdateNetworkInput, input), ...checkNetwork(draft, "hosts") };
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !update.isPending) update.mutate(input);
  };
  return (
    <form noValidate onSubmit={save} className="flex flex-col gap-4 pb-1">
      <NetworkField
        draft={draft}
        isPrivate={stored.private}
        onChange={(part) => setDraft({ ...draft, ...part })}
        error={error}
      />
      {update.error !== null && error === undefined ? (
        <ErrorState title="The network was not changed" reason={messageOf(update.error)} />
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton variant="primary" busy={update.isPending}>
          Save
        </SubmitButton>
      </div>
    </form>
  );
}
