"use client";

import { CredentialSelect } from "#components/git-credentials/credential-select";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";

interface GitFieldsProps {
  draft: { readonly url: string; readonly branch: string; readonly credentialId: string };
  onChange: (part: { url?: string; branch?: string; credentialId?: string }) => void;
  errors: Readonly<Record<string, string>>;
}

/** A repository at a git host. */
export function GitFields({ draft, onChange, errors }: GitFieldsProps) {
  return (
    <div className="flex flex-col gap-3">
      <Field
        label="Address"
        hint="As the repository's page offers it for cloning: https://… or git@host:owner/project.git"
        error={errors["url"]}
      >
        <Input
          name="url"
          type="text"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="https://github.com/owner/project.git"
          value={draft.url}
          onChange={(event) => onChange({ url: event.target.value })}
        />
      </Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Branch" optional hint="Left empty, the repository's own." error={errors["branch"]}>
          <Input
            name="branch"
            autoCapitalize="none"
            spellCheck={false}
            value={draft.branch}
            onChange={(event) => onChange({ branch: event.target.value })}
          />
        </Field>
        <CredentialSelect
          url={draft.url}
          value={draft.credentialId}
          onValueChange={(credentialId) => onChange({ credentialId })}
          error={errors["credentialId"]}
        />
      </div>
    </div>
  );
}
