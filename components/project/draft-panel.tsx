"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { Brief, briefLimits } from "../../server/contract/inputs.ts";
import type { PermissionMode } from "../../server/contract/statuses.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { permissionOptions } from "../projects/permission-choices.ts";
import { PrivateCheck, useCanRun } from "../projects/private-check.tsx";
import { ProviderCheck } from "../projects/provider-check.tsx";
import { useSubmitKey } from "../projects/use-submit-key.ts";
import { messageOf } from "../request-error.ts";
import { BriefField } from "../screening/brief-field.tsx";
import { ScreeningNotes } from "../screening/screening-notes.tsx";
import { useScreenedBrief } from "../screening/use-screened-brief.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Field } from "../ui/field.tsx";
import { formatCount } from "../ui/format.ts";
import { Kbd } from "../ui/kbd.tsx";
import { Markdown } from "../ui/markdown.tsx";
import { RadioGroup } from "../ui/radio-group.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { SourceLine } from "../start-from/source-line.tsx";
import { useModKey } from "../ui/use-mod-key.ts";

/** A brief that has not been submitted: change it, see what would run it, hand it in. */
export function DraftPanel({ project }: { project: ProjectView }) {
  return project.can.steer ? (
    <DraftForm project={project} />
  ) : (
    <div className="max-w-3xl px-4 py-5 md:px-5">
      <p className="mb-4 text-muted">
        You may look at this draft. Its owner, admins, and those it is shared with for steering change and submit it.
      </p>
      <Markdown source={project.brief} />
    </div>
  );
}

interface Draft {
  readonly brief: string;
  readonly permissionMode: PermissionMode;
  readonly approvePlan: boolean;
}

function DraftForm({ project }: { project: ProjectView }) {
  const mod = useModKey();
  const form = useRef<HTMLFormElement>(null);
  useSubmitKey(form);
  const runnable = useCanRun(project.private);
  const [draft, setDraft] = useState<Draft>({
    brief: project.brief,
    permissionMode: project.permissionMode,
    approvePlan: project.approvePlan,
  });
  const [wrong, setWrong] = useState<string | undefined>();
  const [saved, setSaved] = useState<Draft | null>(null);
  const { save, submit, busy, error } = useDraft(project.id, setSaved);
  const field = useRef<HTMLTextAreaElement>(null);
  const { screening, notes, screeningHash, lacksConfirmation } = useScreenedBrief(draft.brief, field);

  const checked = (): boolean => {
    const parsed = Brief.safeParse(draft.brief);
    setWrong(parsed.success ? undefined : (parsed.error.issues[0]?.message ?? "The brief cannot be used."));
    return parsed.success;
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && checked() && !lacksConfirmation(form.current)) submit(draft, screeningHash);
  };
  return (
    <form ref={form} noValidate onSubmit={onSubmit} className="flex max-w-3xl flex-col gap-5 px-4 py-5 md:px-5">
      <Field
        label="Brief"
        hint={`${formatCount(draft.brief.length)} of ${formatCount(briefLimits.max)} characters. Markdown is fine.`}
        error={wrong}
      >
        <BriefField
          ref={field}
          screening={screening}
          value={draft.brief}
          onChange={(event) => setDraft({ ...draft, brief: event.target.value })}
          className="min-h-64"
        />
      </Field>
      <ScreeningNotes {...notes} />
      <SourceLine projectId={project.id} source={project.source} />
      <RadioGroup
        legend="Permissions"
        options={permissionOptions}
        value={draft.permissionMode}
        onValueChange={(permissionMode) => setDraft({ ...draft, permissionMode })}
      />
      <Checkbox
        label="Show me the plan first"
        description="Work begins after you approve it or send it back."
        checked={draft.approvePlan}
        onChange={(event) => setDraft({ ...draft, approvePlan: event.target.checked })}
      />
      {error === null ? null : (
        <ErrorState title="The draft was not submitted" reason={messageOf(error)} fix="Your changes are kept." />
      )}
      <div className="flex flex-wrap items-center gap-3 border-t pt-4">
        <div className="min-w-0 flex-1 basis-64">
          {project.private ? (
            <PrivateCheck />
          ) : (
            <ProviderCheck own={project.choices.models} complexity={project.choices.complexity} />
          )}
        </div>
        {/* Here and not as a message above the page, which would cover the buttons. */}
        <output className="text-sm text-muted">{saved === draft ? "Draft saved" : null}</output>
        <Button disabled={busy} onClick={() => checked() && save(draft)}>
          Save draft
        </Button>
        <SubmitButton variant="primary" busy={busy} disabled={!runnable}>
          Submit
          <Kbd keys={[mod, "↵"]} inverse className="max-sm:hidden" />
        </SubmitButton>
      </div>
    </form>
  );
}

const useDraft = (projectId: string, onSaved: (draft: Draft) => void) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId }));
  const update = useMutation(trpc.projects.updateDraft.mutationOptions({ onSettled: refresh }));
  const hand = useMutation(trpc.projects.submit.mutationOptions({ onSettled: refresh }));
  return {
    save: (draft: Draft) => {
      hand.reset();
      update.mutate({ projectId, ...draft }, { onSuccess: () => onSaved(draft) });
    },
    submit: (draft: Draft, screeningHash: string | null) =>
      update.mutate({ projectId, ...draft }, { onSuccess: () => hand.mutate({ projectId, screeningHash }) }),
    busy: update.isPending || hand.isPending,
    error: update.error ?? hand.error,
  };
};
