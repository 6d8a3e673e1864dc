"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { hostLines, packageRegistries } from "#server/contract/egress";
import { UpdateDefaultNetworkInput } from "#server/contract/settings";
import { checkInput } from "#client/field-check";
import { listError } from "#client/network/network-choice";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { HostsField } from "#components/network/hosts-field";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { toast } from "#client/ui/toast-store";

/** The list of hosts that projects go by which have none of their own. */
export function NetworkSettings({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const network = useQuery(trpc.settings.network.queryOptions());
  if (network.data === undefined) {
    return network.error === null ? (
      <Panel className="p-4">
        <LoadingNote>Loading the hosts</LoadingNote>
        <Skeleton className="h-40" />
      </Panel>
    ) : (
      <ErrorState
        title="The hosts could not be loaded"
        reason={messageOf(network.error)}
        onRetry={() => void network.refetch()}
        retrying={network.isFetching}
      />
    );
  }
  return <NetworkForm saved={network.data.hosts} canEdit={canEdit} />;
}

function NetworkForm({ saved, canEdit }: { saved: readonly string[]; canEdit: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const savedText = saved.join("\n");
  const [text, setText] = useState(savedText);
  const [emptying, setEmptying] = useState(false);
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const update = useMutation(
    trpc.settings.updateNetwork.mutationOptions({
      onSuccess: (stored, sent) => {
        setEmptying(false);
        toast.done("Hosts saved", stored.hosts.length === 0 ? { detail: "Projects have no network by default." } : {});
        queryClient.setQueryData(trpc.settings.network.queryKey(), stored);
        // As it was stored, unless something else has been typed meanwhile.
        setText((now) => (hostLines(now).join() === sent.hosts.join() ? stored.hosts.join("\n") : now));
      },
      onError: (error) => {
        setEmptying(false);
        if (Object.keys(fieldErrorsOf(error)).length === 0)
          toast.failed("The hosts could not be saved", { detail: messageOf(error) });
      },
    }),
  );
  const errors = { ...fieldErrorsOf(update.error), ...ownErrors };
  const changed = hostLines(text).join("\n") !== savedText;
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (hostLines(text).length === 0) setEmptying(true);
    else send();
  };
  const send = (): void => {
    const input = { hosts: hostLines(text) };
    const found = checkInput(UpdateDefaultNetworkInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !update.isPending) update.mutate(input);
  };
  return (
    <Panel className="p-4">
      <form noValidate onSubmit={save} className="flex flex-col gap-4">
        <HostsField
          name="hosts"
          value={text}
          onValueChange={setText}
          error={listError(errors, "hosts")}
          disabled={!canEdit}
        />
        {canEdit ? (
          <div className="flex gap-2">
            <Button
              type="submit"
              variant={changed ? "primary" : "secondary"}
              disabled={!changed}
              busy={update.isPending}
            >
              Save hosts
            </Button>
            {changed ? <Button onClick={() => setText(savedText)}>Discard</Button> : null}
            {hostLines(text).join() === packageRegistries.join() ? null : (
              <Button variant="ghost" onClick={() => setText(packageRegistries.join("\n"))}>
                Use the default
              </Button>
            )}
          </div>
        ) : null}
      </form>
      <ConfirmDialog
        open={emptying}
        onOpenChange={setEmptying}
        title="Leave no host?"
        description="An empty list means no network: projects without a list of their own can install nothing and reach nothing, from their next attempt on."
        confirmLabel="Allow no host"
        keepLabel="Keep the list"
        onConfirm={send}
        busy={update.isPending}
      />
    </Panel>
  );
}
