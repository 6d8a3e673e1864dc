"use client";

import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { z } from "zod";
import { passwordRule } from "#server/contract/inputs";
import { signIn } from "#client/auth/sign-in";
import { PasswordInput } from "#components/auth/password-input";
import { checkInput } from "#client/field-check";
import { formText } from "#client/form-text";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { ErrorState } from "#components/ui/error-state";
import { Field } from "#components/ui/field";
import { SubmitButton } from "#components/ui/submit-button";

const PasswordForm = z.object({ password: passwordRule });

/** A new password by a one-time link. Signs its user in. */
export function NewPasswordForm({ token, login }: { token: string; login: string }) {
  const trpc = useTRPC();
  const [ownError, setOwnError] = useState<string | undefined>(undefined);
  const save = useMutation(
    trpc.accountLinks.setPassword.mutationOptions({
      onSuccess: async (_answer, { password }) => {
        const { ok } = await signIn(login, password);
        // The password is set either way; where signing in has to wait, the page for it says so.
        window.location.assign(ok ? "/projects" : "/sign-in");
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (save.isPending || save.isSuccess) return;
    const input = { token, password: formText(event.currentTarget)("password") };
    const found = checkInput(PasswordForm, input);
    setOwnError(found["password"]);
    if (found["password"] === undefined) save.mutate(input);
  };
  const error = ownError ?? fieldErrorsOf(save.error)["password"];
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      {/* For password managers, which otherwise store the new password under no name. */}
      <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
      <Field
        label="New password"
        hint="At least 10 characters. A sentence is easy to remember and hard to guess."
        error={error}
      >
        <PasswordInput name="password" autoComplete="new-password" />
      </Field>
      {save.error !== null && error === undefined ? (
        <ErrorState title="The password was not changed" reason={messageOf(save.error)} />
      ) : null}
      <SubmitButton variant="primary" busy={save.isPending || save.isSuccess}>
        Set password
      </SubmitButton>
    </form>
  );
}
