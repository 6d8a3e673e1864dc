"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { WantedExportInput } from "../../server/contract/exports.ts";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { toast } from "../ui/toast-store.ts";

/** Has something brought out; a runner does it within seconds. */
export const useExport = (projectId: string) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.exports.create.mutationOptions({
      onError: (error) => toast.failed("It was not brought out", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.exports.list.queryFilter({ projectId })),
    }),
  );
  return {
    run: (wanted: WantedExportInput) => create.mutate({ projectId, wanted }),
    busy: create.isPending,
  } as const;
};
