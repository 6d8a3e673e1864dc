"use client";

import { useState, type FormEvent } from "react";
import { GitBranch, GitUrl } from "../../server/contract/sources.ts";
import type { WantedExportInput, ExportsView } from "../../server/contract/exports.ts";
import { CredentialSelect } from "../git-credentials/credential-select.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

interface PushFormProps {
  origin: ExportsView["origin"];
  branch: string;
  busy: boolean;
  onPush: (wanted: WantedExportInput) => void;
}

/** A push to a branch that is not there yet. */
export function PushForm({ origin, branch: suggested, busy, onPush }: PushFormProps) {
  const [url, setUrl] = useState(origin?.url ?? "");
  const [branch, setBranch] = useState(suggested);
  const [credentialId, setCredentialId] = useState(origin?.credentialId ?? "");
  const [errors, setErrors] = useState<{ url?: string; branch?: string }>({});
  const push = (event: FormEvent): void => {
    event.preventDefault();
    const address = GitUrl.safeParse(url);
    const name = GitBranch.safeParse(branch);
    setErrors({
      ...(!address.success && { url: address.error.issues[0]?.message ?? "" }),
      ...(!name.success && { branch: name.error.issues[0]?.message ?? "" }),
    });
    if (!address.success || !name.success || busy) return;
    onPush({ kind: "push", url, branch, credentialId: credentialId === "" ? null : credentialId });
  };
  return (
    <form noValidate onSubmit={push} className="flex flex-col gap-3 border-t pt-4">
      <Field label="Push to" error={errors.url}>
        <Input
          name="pushUrl"
          inputMode="url"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="https://github.com/owner/project.git"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
      </Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="New branch" error={errors.branch}>
          <Input
            name="pushBranch"
            autoCapitalize="none"
            spellCheck={false}
            value={branch}
            onChange={(event) => setBranch(event.target.value)}
          />
        </Field>
        <CredentialSelect url={url} value={credentialId} onValueChange={setCredentialId} />
      </div>
      <Button type="submit" className="self-start" disabled={busy}>
        Push
      </Button>
    </form>
  );
}
