"use client";

import { useQuery } from "@tanstack/react-query";
import type { StartDraft } from "#client/start-from/start-draft";
import { useTRPC } from "#components/trpc";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Segmented } from "#components/ui/segmented";
import { ArchiveField } from "./archive-field.tsx";
import { GitFields } from "./git-fields.tsx";

interface StartFromFieldProps {
  draft: StartDraft;
  onChange: (part: Partial<StartDraft>) => void;
  errors: Readonly<Record<string, string>>;
}

/** What a project starts from: nothing, an archive, a git repository, or a folder that an admin has allowed. */
export function StartFromField({ draft, onChange, errors }: StartFromFieldProps) {
  const trpc = useTRPC();
  const { data: settings } = useQuery(trpc.settings.imports.queryOptions());
  const folders = settings?.folders ?? [];
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span aria-hidden className="text-sm font-medium">
          Start from
        </span>
        <Segmented
          label="Start from"
          value={draft.kind}
          onValueChange={(kind) => onChange({ kind })}
          options={[
            { value: "empty", label: "Nothing" },
            { value: "archive", label: "Archive" },
            { value: "git", label: "Git" },
            ...(folders.length > 0 || draft.kind === "folder" ? [{ value: "folder" as const, label: "Folder" }] : []),
          ]}
        />
      </div>
      {draft.kind === "archive" ? (
        <ArchiveField
          upload={draft.upload}
          onUploaded={(upload) => onChange({ upload })}
          limit={settings?.archiveMb}
          error={errors["archive"]}
        />
      ) : null}
      {draft.kind === "git" ? <GitFields draft={draft} onChange={onChange} errors={errors} /> : null}
      {draft.kind === "folder" ? (
        <Field
          label="Folder on the server"
          hint={`In ${folders.join(", ")}. It is copied; links in it are left out.`}
          error={errors["path"]}
        >
          <Input
            name="path"
            autoCapitalize="none"
            spellCheck={false}
            placeholder={folders[0]}
            value={draft.path}
            onChange={(event) => onChange({ path: event.target.value })}
          />
        </Field>
      ) : null}
    </div>
  );
}
