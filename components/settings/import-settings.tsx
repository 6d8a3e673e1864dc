"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { hostLines } from "#server/contract/egress";
import { UpdateImportsInput } from "#server/contract/settings";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { Textarea } from "#components/ui/textarea";

interface Saved {
  readonly folders: readonly string[];
  readonly privateHosts: readonly string[];
  readonly archiveMb: number;
}

/** What projects may start from, and where they may be pushed. */
export function ImportSettings({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const settings = useQuery(trpc.settings.imports.queryOptions());
  if (settings.data !== undefined) return <ImportForm saved={settings.data} canEdit={canEdit} />;
  return settings.error === null ? (
    <Panel className="p-4">
      <LoadingNote>Loading the ways in and out</LoadingNote>
      <Skeleton className="h-40" />
    </Panel>
  ) : (
    <ErrorState
      title="The ways in and out could not be loaded"
      reason={messageOf(settings.error)}
      onRetry={() => void settings.refetch()}
      retrying={settings.isFetching}
    />
  );
}

const textsOf = ({ folders, privateHosts, archiveMb }: Saved) => ({
  folders: folders.join("\n"),
  privateHosts: privateHosts.join("\n"),
  archiveMb: String(archiveMb),
});

function ImportForm({ saved, canEdit }: { saved: Saved; canEdit: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const savedTexts = textsOf(saved);
  const [edited, setEdited] = useState<typeof savedTexts | null>(null);
  const draft = edited ?? savedTexts;
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const update = useMutation(
    trpc.settings.updateImports.mutationOptions({
      onSuccess: async () => {
        toast.done("Ways in and out saved");
        await queryClient.invalidateQueries(trpc.settings.imports.queryFilter());
        setEdited(null);
      },
      onError: (error) => {
        if (Object.keys(fieldErrorsOf(error)).length === 0)
          toast.failed("The ways in and out could not be saved", { detail: messageOf(error) });
      },
    }),
  );
  const errors = { ...fieldErrorsOf(update.error), ...ownErrors };
  const changed = edited !== null && JSON.stringify(edited) !== JSON.stringify(savedTexts);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const input = {
      folders: draft.folders.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line])),
      privateHosts: hostLines(draft.privateHosts),
      archiveMb: Number(draft.archiveMb),
    };
    const found = checkInput(UpdateImportsInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !update.isPending) update.mutate(input);
  };
  const list = (name: "folders" | "privateHosts", label: string, hint: string) => (
    <Field label={label} hint={hint} error={errors[name]}>
      <Textarea
        name={name}
        spellCheck={false}
        autoCapitalize="none"
        disabled={!canEdit}
        className="max-h-48 font-mono text-xs"
        value={draft[name]}
        onChange={(event) => setEdited({ ...draft, [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <Panel className="p-4">
      <form noValidate onSubmit={save} className="flex flex-col gap-4">
        {list(
          "folders",
          "Folders of the server",
          "One path per line. Everybody who may create projects can copy what is in them, links left out. Empty: none.",
        )}
        {list(
          "privateHosts",
          "Git hosts in private networks",
          "One per line, with its port where it is not 22, 80 or 443: git.lan private, 10.0.0.5:3000. These are also reached without encryption. Public hosts need no line.",
        )}
        <Field label="Largest archive" hint="In MB." error={errors["archiveMb"]}>
          <Input
            name="archiveMb"
            inputMode="numeric"
            className="max-w-28"
            disabled={!canEdit}
            value={draft.archiveMb}
            onChange={(event) => setEdited({ ...draft, archiveMb: event.target.value })}
          />
        </Field>
        {canEdit ? (
          <div className="flex gap-2">
            <Button
              type="submit"
              variant={changed ? "primary" : "secondary"}
              disabled={!changed}
              busy={update.isPending}
            >
              Save
            </Button>
            {changed ? <Button onClick={() => setEdited(null)}>Discard</Button> : null}
          </div>
        ) : null}
      </form>
    </Panel>
  );
}
