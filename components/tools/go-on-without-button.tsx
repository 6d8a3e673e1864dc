"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";

/** Lets the agent go on; it is told when the tool is there. */
export function GoOnWithoutButton({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const go = useMutation(
    trpc.tools.goOnWithout.mutationOptions({
      onError: (error) => toast.failed("It still waits", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
    }),
  );
  return (
    <Button busy={go.isPending} onClick={() => go.mutate({ projectId })}>
      Go on without it
    </Button>
  );
}
