"use client";

import { useMutation } from "@tanstack/react-query";
import { useId, useState, useSyncExternalStore, type FormEvent } from "react";
import { confirmStore } from "#client/auth/confirm-store";
import { messageOf } from "#client/request-error";
import { useViewer } from "#components/shell/viewer";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { Field } from "#components/ui/field";
import { PasswordInput } from "./password-input.tsx";

/** Asks for the password again, when something needs it; whatever waited for it goes on by itself. */
export function ConfirmPasswordDialog() {
  const asked = useSyncExternalStore(confirmStore.subscribe, confirmStore.isAsked, () => false);
  return asked ? <PasswordDialog /> : null;
}

function PasswordDialog() {
  const trpc = useTRPC();
  const { login } = useViewer();
  const formId = useId();
  const [password, setPassword] = useState("");
  const confirm = useMutation(
    trpc.viewer.confirmPassword.mutationOptions({ onSuccess: () => confirmStore.settle(true) }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!confirm.isPending) confirm.mutate({ password });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : confirmStore.settle(false))}
      title="Enter your password again"
      description="Keys, tokens and people are changed only by who has entered it in the last two hours."
      footer={
        <>
          <Button onClick={() => confirmStore.settle(false)}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" busy={confirm.isPending}>
            Go on
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit}>
        {/* For password managers, which otherwise do not know whose it is. */}
        <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
        <Field label="Your password" error={confirm.error === null ? undefined : messageOf(confirm.error)}>
          <PasswordInput
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
