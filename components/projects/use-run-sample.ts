"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";

/** Starts a built-in sample and goes to its page. `running` is its id until that page is there. */
export const useRunSample = (): { run: (sampleId: string) => void; running: string | null } => {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.projects.createSample.mutationOptions({
      onSuccess: async ({ projectId }) => {
        router.push(`/projects/${projectId}`);
        await queryClient.invalidateQueries(trpc.projects.list.queryFilter());
      },
      onError: (error) => toast.failed("The sample could not be started", { detail: messageOf(error) }),
    }),
  );
  return {
    run: (sampleId) => create.mutate({ sampleId }),
    running: create.isPending || create.isSuccess ? create.variables.sampleId : null,
  };
};
