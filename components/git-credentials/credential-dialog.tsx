"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { CreateGitCredentialInput } from "#server/contract/git-credentials";
import { parseGitUrl } from "#server/contract/sources";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Segmented } from "#components/ui/segmented";
import { Textarea } from "#components/ui/textarea";

interface CredentialDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What it is wanted for; empty: nothing in particular. */
  url: string;
  onCreated: (credentialId: string) => void;
}

const nothing = { name: "", username: "", token: "", privateKey: "", knownHosts: "" };

/** Stores a token or a key. What is entered goes to the server and is never shown again. */
export function CredentialDialog({ open, onOpenChange, url, onCreated }: CredentialDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const address = parseGitUrl(url);
  const known = "problem" in address ? null : address;
  const [chosenKind, setKind] = useState<"token" | "ssh_key" | null>(null);
  const [chosenHost, setHost] = useState<string | null>(null);
  const [draft, setDraft] = useState(nothing);
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const kind = chosenKind ?? (known?.transport === "ssh" ? "ssh_key" : "token");
  const host = chosenHost ?? (known === null ? "" : url);
  const change = (part: Partial<typeof nothing>): void => setDraft({ ...draft, ...part });
  const create = useMutation(
    trpc.gitCredentials.create.mutationOptions({
      onSuccess: async ({ credentialId }) => {
        toast.done("Credential stored");
        await queryClient.invalidateQueries(trpc.gitCredentials.list.queryFilter());
        onCreated(credentialId);
        setDraft(nothing);
        setHost(null);
        onOpenChange(false);
      },
      onError: (error) => {
        if (Object.keys(fieldErrorsOf(error)).length === 0)
          toast.failed("The credential was not stored", { detail: messageOf(error) });
      },
    }),
  );
  const errors = { ...fieldErrorsOf(create.error), ...ownErrors };
  const save = (): void => {
    const { name, username, token, privateKey, knownHosts } = draft;
    const input =
      kind === "token" ? { kind, name, host, username, token } : { kind, name, host, privateKey, knownHosts };
    const found = checkInput(CreateGitCredentialInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0) create.mutate(input);
  };
  const text = (name: keyof typeof nothing, label: string, hint: string, type = "text") => (
    <Field label={label} hint={hint} error={errors[name]}>
      <Input
        name={name}
        type={type}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={draft[name]}
        onChange={(event) => change({ [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Store a credential"
      description="It is encrypted, sent to this host alone, and used outside the agents' reach. Only you can use it."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" busy={create.isPending} onClick={save}>
            Store it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Segmented
          label="Kind"
          className="self-start"
          value={kind}
          onValueChange={setKind}
          options={[
            { value: "token", label: "Token, for https" },
            { value: "ssh_key", label: "Key, for ssh" },
          ]}
        />
        {text("name", "Name", "What you call it, for example: GitHub, read only.")}
        <Field label="Host" hint="For example github.com, or any address there." error={errors["host"]}>
          <Input
            name="host"
            autoCapitalize="none"
            spellCheck={false}
            value={host}
            onChange={(event) => setHost(event.target.value)}
          />
        </Field>
        {kind === "token" ? (
          <>
            {text(
              "token",
              "Token",
              "With the right to read the repository, and to write where you want to push.",
              "password",
            )}
            {text("username", "User", "Most hosts take any; left empty: git.")}
          </>
        ) : (
          <>
            <Field label="Private key" hint="One made for Spiral, without a passphrase." error={errors["privateKey"]}>
              <Textarea
                name="privateKey"
                spellCheck={false}
                autoComplete="off"
                placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
                className="max-h-40 font-mono text-xs"
                value={draft.privateKey}
                onChange={(event) => change({ privateKey: event.target.value })}
              />
            </Field>
            <Field
              label="The host's public keys"
              hint="As ssh-keyscan prints them. Compare them with what the host publishes."
              error={errors["knownHosts"]}
            >
              <Textarea
                name="knownHosts"
                spellCheck={false}
                placeholder="github.com ssh-ed25519 AAAA…"
                className="max-h-32 font-mono text-xs"
                value={draft.knownHosts}
                onChange={(event) => change({ knownHosts: event.target.value })}
              />
            </Field>
          </>
        )}
      </div>
    </Dialog>
  );
}
