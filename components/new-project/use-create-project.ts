"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { CreateProjectInput } from "#server/contract/inputs";
import { useTRPC } from "#components/trpc";

/** Creates a project and goes to its page; `onCreated` runs before, so that the kept text is not offered again. */
export const useCreateProject = (onCreated: () => void) => {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.projects.create.mutationOptions({
      onSuccess: async ({ projectId }) => {
        onCreated();
        router.push(`/projects/${projectId}`);
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
