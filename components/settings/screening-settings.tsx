"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { screeningModes, screeningModeWords, type ScreeningMode } from "#server/contract/screening";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { RadioGroup } from "#components/ui/radio-group";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { toast } from "#client/ui/toast-store";

const options = screeningModes.map((value) => ({ value, ...screeningModeWords[value] }));

/** What findings in a brief mean for submitting it. Takes effect at once. */
export function ScreeningSettings({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const screening = useQuery(trpc.settings.screening.queryOptions());
  // At once, and not when the request is on its way: a choice must not jump back under the pointer.
  const [chosen, setChosen] = useState<ScreeningMode | null>(null);
  const update = useMutation(
    trpc.settings.updateScreening.mutationOptions({
      onSuccess: () => toast.done("Screening saved"),
      onError: (error) => toast.failed("The screening could not be changed", { detail: messageOf(error) }),
      onSettled: async () => {
        await queryClient.invalidateQueries(trpc.settings.screening.queryFilter());
        setChosen(null);
      },
    }),
  );
  if (screening.data === undefined) {
    return screening.error === null ? (
      <Panel className="p-4">
        <LoadingNote>Loading the screening</LoadingNote>
        <Skeleton className="h-28" />
      </Panel>
    ) : (
      <ErrorState
        title="The screening could not be loaded"
        reason={messageOf(screening.error)}
        onRetry={() => void screening.refetch()}
        retrying={screening.isFetching}
      />
    );
  }
  const { mode } = screening.data;
  if (!canEdit) {
    const { label, description } = screeningModeWords[mode];
    return (
      <Panel className="px-4 py-3">
        <p>
          <span className="font-medium">{label}.</span> <span className="text-muted">{description}</span>
        </p>
      </Panel>
    );
  }
  return (
    <RadioGroup
      legend="When something is found"
      options={options}
      value={chosen ?? mode}
      onValueChange={(next) => {
        setChosen(next);
        update.mutate({ mode: next });
      }}
    />
  );
}
