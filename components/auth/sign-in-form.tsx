"use client";

import { useState, type FormEvent } from "react";
import { signIn } from "#client/auth/sign-in";
import { formText } from "#client/form-text";
import { useFirstFocus } from "#client/ui/use-first-focus";
import { Callout } from "#components/ui/callout";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { SubmitButton } from "#components/ui/submit-button";
import { PasswordInput } from "./password-input.tsx";

/** Login and password. `next` is a path of this dashboard, already checked on the server. */
export function SignInForm({ next }: { next: string }) {
  const first = useFirstFocus<HTMLInputElement>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (busy) return;
    const text = formText(event.currentTarget);
    if (text("login").trim() === "" || text("password") === "") {
      setProblem("Enter your login and your password.");
      return;
    }
    setBusy(true);
    setProblem(null);
    void signIn(text("login"), text("password")).then((result) => {
      // A full load: everything that the pages hold begins anew with the new session.
      if (result.ok) return window.location.assign(next);
      setBusy(false);
      setProblem(result.message);
    });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Login">
        <Input name="login" ref={first} autoComplete="username" autoCapitalize="none" spellCheck={false} required />
      </Field>
      <Field label="Password">
        <PasswordInput name="password" autoComplete="current-password" required />
      </Field>
      <div role="alert">{problem === null ? null : <Callout tone="failed">{problem}</Callout>}</div>
      <SubmitButton variant="primary" busy={busy}>
        Sign in
      </SubmitButton>
    </form>
  );
}
