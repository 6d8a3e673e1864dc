"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { toast } from "../ui/toast-store.ts";

/** Archive, take out again, and remove the workspace, each with its own busy state; told as toasts. */
export const useKeeping = (projectId: string) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = (failed: string, done: () => void) => ({
    onSuccess: done,
    onError: (error: unknown) => {
      toast.failed(failed, { detail: messageOf(error) });
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
        queryClient.invalidateQueries(trpc.projects.list.pathFilter()),
        queryClient.invalidateQueries(trpc.workspace.storage.queryFilter()),
      ]),
  });
  const unarchive = useMutation(
    trpc.projects.unarchive.mutationOptions(
      options("The project stays in the archive", () => toast.done("Taken out of the archive")),
    ),
  );
  const archive = useMutation(
    trpc.projects.archive.mutationOptions(
      options("The project was not archived", () =>
        toast.done("Archived", { action: { label: "Undo", run: () => unarchive.mutate({ projectId }) } }),
      ),
    ),
  );
  const removal = useMutation(
    trpc.workspace.remove.mutationOptions(
      options("The workspace was not removed", () =>
        toast.done("Workspace removed", { detail: "Its place on the disk is free within seconds." }),
      ),
    ),
  );
  return {
    archive: { run: () => archive.mutate({ projectId }), busy: archive.isPending },
    unarchive: { run: () => unarchive.mutate({ projectId }), busy: unarchive.isPending },
    remove: { run: () => removal.mutate({ projectId }), busy: removal.isPending },
  } as const;
};
