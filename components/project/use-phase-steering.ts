"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";

/** Redo, skip and roll back: each says what the server had against it, and calls back when it is done. */
export const usePhaseSteering = (projectId: string, onDone: () => void) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = {
    onSuccess: onDone,
    onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
  };
  const redo = useMutation(trpc.projects.redoPhase.mutationOptions(options));
  const skip = useMutation(trpc.projects.skipPhase.mutationOptions(options));
  const rollBack = useMutation(trpc.projects.rollBack.mutationOptions(options));
  const error = redo.error ?? skip.error ?? rollBack.error;
  return {
    redo: redo.mutate,
    skip: skip.mutate,
    rollBack: rollBack.mutate,
    busy: redo.isPending || skip.isPending || rollBack.isPending,
    refused: error === null ? null : messageOf(error),
  } as const;
};
