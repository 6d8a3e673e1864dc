"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RefObject } from "react";
import type { MissingModel } from "#client/local-models/order-words";
import { messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useFocusHeir } from "#client/ui/use-focus-heir";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";

interface MissingModelsProps {
  missing: readonly MissingModel[];
  canEdit: boolean;
  /** Has the focus when a model is no longer missing. */
  heir: RefObject<HTMLElement | null>;
}

/** Models that the order names in vain, each with the way to pull it. */
export function MissingModels({ missing, canEdit, heir }: MissingModelsProps) {
  return missing.map(({ name, hostUrls }) => (
    <Callout
      key={name}
      tone="needs"
      title={`The order names ${name}, and no server that answers has it.`}
      action={
        canEdit ? (
          <span className="flex min-w-0 flex-wrap gap-2">
            {hostUrls.map((hostUrl) => (
              <PullButton key={hostUrl} hostUrl={hostUrl} model={name} heir={heir} />
            ))}
          </span>
        ) : undefined
      }
    />
  ));
}

interface PullButtonProps {
  hostUrl: string;
  model: string;
  heir: RefObject<HTMLElement | null>;
}

function PullButton({ hostUrl, model, heir }: PullButtonProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const pull = useMutation(
    trpc.localModels.pull.mutationOptions({
      onError: (error) => toast.failed("The pull was not asked for", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.localModels.list.queryFilter()),
    }),
  );
  return (
    <Button
      ref={useFocusHeir(heir)}
      aria-label={`Pull ${model} to ${hostUrl}`}
      busy={pull.isPending}
      className="max-w-full"
      onClick={() => pull.mutate({ hostUrl, model })}
    >
      <span className="truncate">Pull to {hostUrl.replace(/^https?:\/\//, "")}</span>
    </Button>
  );
}
