"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { toast } from "../ui/toast-store.ts";

/** Pause, resume, retry and cancel, each with its own busy state; failures are told as toasts. */
export const useSteering = (projectId: string) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = (failed: string) => ({
    onError: (error: unknown) => {
      toast.failed(failed, { detail: messageOf(error) });
    },
    onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
  });
  const pause = useMutation(trpc.projects.pause.mutationOptions(options("The project was not paused")));
  const resume = useMutation(trpc.projects.resume.mutationOptions(options("The project was not resumed")));
  const retry = useMutation(trpc.projects.retry.mutationOptions(options("The project was not tried again")));
  const cancel = useMutation(trpc.projects.cancel.mutationOptions(options("The project was not cancelled")));
  return {
    pause: { run: () => pause.mutate({ projectId }), busy: pause.isPending },
    resume: { run: () => resume.mutate({ projectId }), busy: resume.isPending },
    retry: { run: () => retry.mutate({ projectId }), busy: retry.isPending },
    cancel: { run: () => cancel.mutate({ projectId }), busy: cancel.isPending },
  } as const;
};

export type Steering = ReturnType<typeof useSteering>;
