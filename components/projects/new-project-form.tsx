"use client";

import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { NetworkField } from "#components/network/network-field";
import { BriefField } from "#components/screening/brief-field";
import { ScreeningNotes } from "#components/screening/screening-notes";
import { ErrorState } from "#components/ui/error-state";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Kbd } from "#components/ui/kbd";
import { RadioGroup } from "#components/ui/radio-group";
import { SubmitButton } from "#components/ui/submit-button";
import { useModKey } from "#client/ui/use-mod-key";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { checkInput } from "#client/field-check";
import { CreateProjectInput } from "#server/contract/inputs";
import { checkNetwork, hostsOf, listError } from "#client/network/network-choice";
import { useScreenedBrief } from "#client/screening/use-screened-brief";
import { permissionOptions } from "#client/projects/permission-choices";
import { useCreateProject } from "#client/projects/use-create-project";
import { useSubmitKey } from "#client/projects/use-submit-key";
import { useFirstFocus } from "#client/ui/use-first-focus";
import { useNewProjectDraft } from "#client/projects/use-new-project-draft";
import { canRun, ProviderCheck } from "./provider-check.tsx";
import { ScaleField } from "./scale-field.tsx";

/** The form of a new project. What was typed survives a reload, and errors stand at the field they are about. */
export function NewProjectForm() {
  const trpc = useTRPC();
  const mod = useModKey();
  const form = useRef<HTMLFormElement>(null);
  useSubmitKey(form);
  const brief = useFirstFocus<HTMLTextAreaElement>();
  const { draft, change, discard } = useNewProjectDraft();
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const { data: state } = useQuery(trpc.providers.state.queryOptions());
  const create = useCreateProject(discard);
  const { screening, notes, screeningHash, lacksConfirmation } = useScreenedBrief(draft.brief, brief);
  const errors = { ...fieldErrorsOf(create.error), ...ownErrors };
  const hasFieldErrors = Object.keys(errors).length > 0;

  const send = (asDraft: boolean): void => {
    if (create.busy) return;
    const { title, network, hosts, ...rest } = draft;
    const egressHosts = hostsOf({ network, hosts });
    const named = title.trim() === "" ? {} : { title };
    const input = { ...rest, ...named, egressHosts, screeningHash, submit: !asDraft };
    const found = { ...checkInput(CreateProjectInput, input), ...checkNetwork(draft, "egressHosts") };
    setOwnErrors(found);
    if (Object.keys(found).length > 0) {
      form.current?.querySelector<HTMLElement>(`[name="${Object.keys(found)[0] ?? ""}"]`)?.focus();
      return;
    }
    // A draft is kept with whatever is in it.
    if (!asDraft && canRun(state) && lacksConfirmation(form.current)) return;
    create.run(input);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send(false);
  };

  return (
    <form ref={form} noValidate onSubmit={submit} className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <Field
          label="Brief"
          hint="Plain text or Markdown: what it should do, for whom, and how you will know that it works."
          error={errors["brief"]}
        >
          <BriefField
            name="brief"
            ref={brief}
            required
            value={draft.brief}
            screening={screening}
            onChange={(event) => change({ brief: event.target.value })}
            placeholder="A command line tool that reads a CSV file of expenses and prints the total per month…"
            className="max-h-[60vh] min-h-64 text-sm lg:min-h-96"
          />
        </Field>
        <ScreeningNotes {...notes} />
        <Field label="Title" optional hint="Left empty, the plan gives one." error={errors["title"]}>
          <Input
            name="title"
            value={draft.title}
            maxLength={120}
            onChange={(event) => change({ title: event.target.value })}
          />
        </Field>
      </div>
      <div className="flex flex-col gap-6">
        <RadioGroup
          legend="What the Developer may do"
          options={permissionOptions}
          value={draft.permissionMode}
          onValueChange={(permissionMode) => change({ permissionMode })}
        />
        <Checkbox
          label="Show me the plan first"
          description="Work begins after you approve it or send it back."
          checked={draft.approvePlan}
          onChange={(event) => change({ approvePlan: event.target.checked })}
        />
        <NetworkField draft={draft} onChange={change} error={listError(errors, "egressHosts")} />
        <fieldset className="flex flex-col gap-3">
          <legend className="sr-only">Priority</legend>
          <ScaleField
            label="Importance"
            ends={["Nice to have", "Critical"]}
            value={draft.importance}
            onValueChange={(importance) => change({ importance })}
          />
          <ScaleField
            label="Urgency"
            ends={["Whenever", "Right now"]}
            value={draft.urgency}
            onValueChange={(urgency) => change({ urgency })}
          />
          <p className="text-xs text-muted">
            Priority <span className="tabular text-ink">{draft.importance * draft.urgency}</span> of 100. Higher ones
            leave the queue first.
          </p>
        </fieldset>
      </div>
      {create.error !== null && !hasFieldErrors ? (
        <ErrorState
          className="lg:col-span-2"
          title="The project could not be created"
          reason={messageOf(create.error)}
          fix="Your text is kept in this browser."
        />
      ) : null}
      <div className="bottom-0 -mx-4 flex flex-wrap items-center gap-x-4 gap-y-3 border-t bg-surface px-4 py-3 md:sticky md:-mx-6 md:px-6 lg:col-span-2">
        <div className="min-w-0 flex-1 basis-64">
          <ProviderCheck />
        </div>
        {canRun(state) && screening !== null && screening.certain.length > 0 ? (
          <Button disabled={create.busy} onClick={() => send(true)}>
            Keep as draft
          </Button>
        ) : null}
        <SubmitButton variant="primary" busy={create.busy}>
          {canRun(state) ? "Start project" : "Keep as draft"}
          <Kbd keys={[mod, "↵"]} inverse className="max-sm:hidden" />
        </SubmitButton>
      </div>
    </form>
  );
}
