"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { MemberAccess } from "../../server/contract/members.ts";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { toast } from "../ui/toast-store.ts";

/** What access lets somebody do, in the words of a choice. */
export const accessWords = {
  VIEW: "May look",
  STEER: "May steer and answer",
} as const satisfies Record<MemberAccess, string>;

/** Shares a project with somebody; null ends it. */
export const useShare = (projectId: string) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const share = useMutation(
    trpc.projects.share.mutationOptions({
      onSuccess: (_answer, { access }) => toast.done(access === null ? "No longer shared" : "Shared"),
      onError: (error) => toast.failed("Sharing could not be changed", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.projects.members.queryFilter({ projectId })),
    }),
  );
  return {
    run: (userId: string, access: MemberAccess | null) => share.mutate({ projectId, userId, access }),
    /** Whose is being changed. */
    busy: share.isPending ? share.variables.userId : null,
  };
};
