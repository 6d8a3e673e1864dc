"use client";

import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { z } from "zod";
import { passwordRule } from "#server/contract/inputs";
import { PasswordInput } from "#components/auth/password-input";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { useViewer } from "#components/shell/viewer";
import { Callout } from "#components/ui/callout";
import { Field } from "#components/ui/field";
import { Panel } from "#components/ui/panel";
import { SubmitButton } from "#components/ui/submit-button";

const PasswordForm = z.object({
  currentPassword: z.string().min(1, "Enter your current password."),
  newPassword: passwordRule,
});

const empty = { currentPassword: "", newPassword: "" };

/** Changes one's own password, which ends every session. */
export function PasswordSettings() {
  const trpc = useTRPC();
  const { login } = useViewer();
  const [values, setValues] = useState(empty);
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const change = useMutation(
    trpc.viewer.changePassword.mutationOptions({
      // The session is over already: only the page is left to be changed.
      onSuccess: () => window.location.assign("/sign-in?next=/settings"),
    }),
  );
  const errors = { ...fieldErrorsOf(change.error), ...ownErrors };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (change.isPending || change.isSuccess) return;
    const found = checkInput(PasswordForm, values);
    setOwnErrors(found);
    if (Object.keys(found).length === 0) change.mutate(values);
  };
  return (
    <Panel className="p-4">
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        {/* For password managers, which otherwise store the new password under no name. */}
        <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Current password" error={errors["currentPassword"]}>
            <PasswordInput
              autoComplete="current-password"
              value={values.currentPassword}
              onChange={(event) => setValues({ ...values, currentPassword: event.target.value })}
            />
          </Field>
          <Field label="New password" hint="At least 10 characters." error={errors["newPassword"]}>
            <PasswordInput
              autoComplete="new-password"
              value={values.newPassword}
              onChange={(event) => setValues({ ...values, newPassword: event.target.value })}
            />
          </Field>
        </div>
        {change.error !== null && Object.keys(errors).length === 0 ? (
          <div role="alert">
            <Callout tone="failed">{messageOf(change.error)}</Callout>
          </div>
        ) : null}
        <SubmitButton busy={change.isPending || change.isSuccess} className="self-start">
          Change password
        </SubmitButton>
      </form>
    </Panel>
  );
}
