"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { CreateProjectInput } from "#server/contract/inputs";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";

/** Creates a project and goes to its page; `onCreated` runs before, so that the kept text is not offered again. */
export const useCreateProject = (onCreated: () => void) => {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.projects.create.mutationOptions({
      onSuccess: async ({ projectId, submitted }, { submit = true }) => {
        onCreated();
        router.push(`/projects/${projectId}`);
        const detail = "It can be started as soon as a provider is set up.";
        if (!submitted) toast.note("Kept as a draft", submit ? { detail } : {});
        await queryClient.invalidateQueries(trpc.projects.list.queryFilter());
      },
    }),
  );
  return {
    run: (input: CreateProjectInput) => create.mutate(input),
    error: create.error,
    // Until the project's page is there, so that nothing is created twice.
    busy: create.isPending || create.isSuccess,
  };
};
