"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { userRoles, type UserView } from "../../server/contract/people.ts";
import type { UserRole } from "../../server/contract/statuses.ts";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { toast } from "../ui/toast-store.ts";

/** What an admin does with somebody, each with its words for when it worked and when it did not. */
export const useManageUser = ({ id: userId, name }: UserView) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries(trpc.users.list.queryFilter());
  const failed = (what: string) => (error: unknown) => toast.failed(what, { detail: messageOf(error) });
  const role = useMutation(
    trpc.users.changeRole.mutationOptions({
      onSuccess: (_answer, input) => toast.done(`${name}: ${userRoles[input.role].label} from now on`),
      onError: failed("The role could not be changed"),
      onSettled,
    }),
  );
  const disable = useMutation(
    trpc.users.disable.mutationOptions({
      onSuccess: () => toast.done(`${name} is disabled`),
      onError: failed(`${name} could not be disabled`),
      onSettled,
    }),
  );
  const enable = useMutation(
    trpc.users.enable.mutationOptions({
      onSuccess: () => toast.done(`${name} may sign in again`),
      onError: failed(`${name} could not be enabled`),
      onSettled,
    }),
  );
  const reset = useMutation(
    trpc.users.resetPassword.mutationOptions({ onError: failed("The link could not be made"), onSettled }),
  );
  return {
    changeRole: { run: (next: UserRole) => role.mutate({ userId, role: next }), busy: role.isPending },
    disable: { run: (done: () => void) => disable.mutate({ userId }, { onSettled: done }), busy: disable.isPending },
    enable: { run: () => enable.mutate({ userId }), busy: enable.isPending },
    resetPassword: { run: () => reset.mutate({ userId }), link: reset.data ?? null, forget: reset.reset },
  };
};
