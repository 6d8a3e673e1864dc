"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc";

/** Sets, changes or takes away a budget, as an admin. */
export const useSetBudget = (onDone: () => void, onFailed: (error: unknown) => void) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.budgets.set.mutationOptions({
      onSuccess: onDone,
      onError: onFailed,
      onSettled: () => queryClient.invalidateQueries(trpc.budgets.list.queryFilter()),
    }),
  );
};
