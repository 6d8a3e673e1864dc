"use client";

import { useMutation } from "@tanstack/react-query";
import { AccountForm } from "#components/auth/account-form";
import { useTRPC } from "#components/trpc";

/** The first person of this installation. */
export function SetupForm({ token }: { token: string }) {
  const trpc = useTRPC();
  const { mutateAsync } = useMutation(trpc.setup.complete.mutationOptions());
  return <AccountForm token={token} create={mutateAsync} next="/welcome" failure="Set-up could not be completed" />;
}
