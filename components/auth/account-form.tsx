"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useState, type FormEvent } from "react";
import { CompleteSetupInput } from "#server/contract/inputs";
import { signIn } from "#client/auth/sign-in";
import { checkInput } from "#client/field-check";
import { formText } from "#client/form-text";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { useFirstFocus } from "#client/ui/use-first-focus";
import { ErrorState } from "#components/ui/error-state";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { SubmitButton } from "#components/ui/submit-button";
import { PasswordInput } from "./password-input.tsx";

const fields = ["name", "login", "password"] as const;

interface AccountFormProps {
  /** Of the one-time link that the form is behind. */
  token: string;
  create: (input: { token: string; name: string; login: string; password: string }) => Promise<unknown>;
  /** Where to, signed in. */
  next: string;
  /** What to say above the reason when it did not work. */
  failure: string;
}

/** Name, login and password of somebody who is new here. Signs them in and leads on. */
export function AccountForm({ token, create, next, failure }: AccountFormProps) {
  const first = useFirstFocus<HTMLInputElement>();
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const [signInProblem, setSignInProblem] = useState<string | null>(null);
  const creating = useMutation({
    mutationFn: create,
    onSuccess: async (_answer, { login, password }) => {
      const result = await signIn(login, password);
      if (result.ok) window.location.assign(next);
      else setSignInProblem(result.message);
    },
  });
  const errors = { ...fieldErrorsOf(creating.error), ...ownErrors };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (creating.isPending || creating.isSuccess) return;
    const text = formText(event.currentTarget);
    const input = { token, name: text("name"), login: text("login"), password: text("password") };
    const found = checkInput(CompleteSetupInput, input);
    setOwnErrors(found);
    const [wrong] = Object.keys(found);
    if (wrong === undefined) creating.mutate(input);
    else event.currentTarget.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
  };
  if (signInProblem !== null) {
    return (
      <ErrorState
        title="Your account is ready, but signing in did not work"
        reason={signInProblem}
        fix={
          <Link href={`/sign-in?next=${next}`} className="font-medium underline underline-offset-2">
            Sign in by hand
          </Link>
        }
      />
    );
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" error={errors["name"]}>
        <Input name="name" ref={first} autoComplete="name" />
      </Field>
      <Field label="Login" hint="What you sign in with. Letters, digits and . _ @ + -" error={errors["login"]}>
        <Input name="login" autoComplete="username" autoCapitalize="none" spellCheck={false} />
      </Field>
      <Field
        label="Password"
        hint="At least 10 characters. A sentence is easy to remember and hard to guess."
        error={errors["password"]}
      >
        <PasswordInput name="password" autoComplete="new-password" />
      </Field>
      {creating.error !== null && fields.every((name) => errors[name] === undefined) ? (
        <ErrorState title={failure} reason={errors["token"] ?? messageOf(creating.error)} />
      ) : null}
      <SubmitButton variant="primary" busy={creating.isPending || creating.isSuccess}>
        Create account
      </SubmitButton>
    </form>
  );
}
