"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { visibleName } from "../ui/visible-text.ts";
import { toast } from "../ui/toast-store.ts";

/** Makes a draft of what was asked of a project, and goes there. */
export const useDuplicate = (projectId: string) => {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { mutate, isPending } = useMutation(
    trpc.projects.duplicate.mutationOptions({
      onSuccess: ({ projectId: copyId, leftOut }) => {
        router.push(`/projects/${copyId}`);
        if (leftOut !== null) {
          toast.note("The duplicate starts from nothing yet", {
            detail: `The archive ${visibleName(leftOut)} belongs to the first project. Upload it again under Start from, if it is needed.`,
          });
        }
      },
      onError: (error) => {
        toast.failed("The project was not duplicated", { detail: messageOf(error) });
      },
      onSettled: () => queryClient.invalidateQueries(trpc.projects.list.pathFilter()),
    }),
  );
  return { run: () => mutate({ projectId }), busy: isPending } as const;
};
