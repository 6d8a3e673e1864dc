"use client";

import { useMutation } from "@tanstack/react-query";
import { AccountForm } from "#components/auth/account-form";
import { useTRPC } from "#components/trpc";

/** Somebody who was invited. */
export function InvitationForm({ token }: { token: string }) {
  const trpc = useTRPC();
  const { mutateAsync } = useMutation(trpc.accountLinks.acceptInvitation.mutationOptions());
  return <AccountForm token={token} create={mutateAsync} next="/projects" failure="The account could not be created" />;
}
