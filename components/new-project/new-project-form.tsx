"use client";

import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { BudgetField } from "#components/budgets/budget-field";
import { budgetOf, checkBudget } from "#client/budgets/budget-choice";
import { NetworkField } from "#components/network/network-field";
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
import { checkStart, sourceOf } from "#client/start-from/start-draft";
import { StartFromField } from "#components/start-from/start-from-field";
import { permissionOptions } from "#client/projects/permission-choices";
import { PrivateCheck, useCanRun } from "#components/projects/private-check";
import { ProviderCheck } from "#components/projects/provider-check";
import { useSubmitKey } from "#client/projects/use-submit-key";
import { toast } from "#client/ui/toast-store";
import { useFirstFocus } from "#client/ui/use-first-focus";
import { AssessmentFields } from "./assessment-fields.tsx";
import { BriefSection } from "./brief-section.tsx";
import { LimitFields } from "./limit-fields.tsx";
import { ModelFields } from "./model-fields.tsx";
import { choicesOf, inForce } from "./new-project-draft.ts";
import { PrivacyField } from "./privacy-field.tsx";
import { RequestFields } from "./request-fields.tsx";
import { TemplatePicker } from "./template-picker.tsx";
import { PriorityFields } from "./priority-fields.tsx";
import { useAssessment } from "./use-assessment.ts";
import { useCreateProject } from "./use-create-project.ts";
import { useNewProjectDraft } from "./use-new-project-draft.ts";

/** The form of a new project. What was typed survives a reload, and errors stand at the field they are about. */
export function NewProjectForm({ templateId }: { templateId: string | null }) {
  const { ready } = useNewProjectDraft();
  // Anew with what is kept, so that it begins there and not as the empty form that the server sent.
  return <DraftedForm key={String(ready)} templateId={templateId} />;
}

function DraftedForm({ templateId }: { templateId: string | null }) {
  const trpc = useTRPC();
  const mod = useModKey();
  const form = useRef<HTMLFormElement>(null);
  useSubmitKey(form);
  const { draft, ready, change, discard } = useNewProjectDraft();
  const [kept, setKept] = useState(draft.brief !== "");
  // Who types right away means a new one: that must not go into the middle of what is kept.
  const brief = useFirstFocus<HTMLTextAreaElement>(ready && !kept);
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const { data: state } = useQuery(trpc.providers.state.queryOptions());
  const runnable = useCanRun(draft.private);
  const create = useCreateProject(discard);
  const { screening, notes, screeningHash, lacksConfirmation } = useScreenedBrief(draft.brief, brief);
  const assessment = useAssessment(draft.brief);
  const { language, complexity, assignments } = inForce(draft, assessment);
  const errors = { ...fieldErrorsOf(create.error), ...ownErrors };
  const hasFieldErrors = Object.keys(errors).length > 0;

  const send = (asDraft: boolean): void => {
    if (create.busy) return;
    const { title, importance, urgency, permissionMode, approvePlan, network, hosts } = draft;
    const input = {
      brief: draft.brief,
      ...(title.trim() !== "" && { title }),
      importance,
      urgency,
      permissionMode,
      approvePlan,
      ...choicesOf(draft),
      ...budgetOf(draft.budget),
      egressHosts: hostsOf({ network, hosts }),
      private: draft.private,
      source: sourceOf(draft.start),
      screeningHash,
      submit: !asDraft,
    };
    // What is wrong with the start is said at its own fields.
    const { source: _atItsFields, ...own } = checkInput(CreateProjectInput, input);
    const found = {
      ...own,
      ...checkNetwork(draft, "egressHosts"),
      ...checkStart(draft.start),
      ...checkBudget(draft.budget),
    };
    setOwnErrors(found);
    if (Object.keys(found).length > 0) {
      form.current?.querySelector<HTMLElement>(`[name="${Object.keys(found)[0] ?? ""}"]`)?.focus();
      return;
    }
    // A draft is kept with whatever is in it.
    if (!asDraft && runnable && lacksConfirmation(form.current)) return;
    create.run(input);
  };
  const startAnew = (): void => {
    toast.note("An empty form", { action: { label: "Undo", run: () => change(draft) } });
    discard();
    setKept(false);
    brief.current?.focus();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send(false);
  };

  return (
    <form ref={form} noValidate onSubmit={submit} className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <div className="flex min-w-0 flex-col gap-5">
        {kept ? (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-muted">
            <p className="min-w-0 flex-1 basis-60">This is what you wrote before and did not send.</p>
            <Button size="sm" onClick={startAnew}>
              Start anew
            </Button>
          </div>
        ) : null}
        <BriefSection
          brief={draft.brief}
          ready={ready}
          onChange={(text) => {
            setKept(false);
            change({ brief: text });
          }}
          field={brief}
          screening={screening}
          error={errors["brief"]}
        >
          <TemplatePicker
            initialId={templateId}
            replaces={draft.brief.trim() !== ""}
            onFilled={(text) => change({ brief: text })}
          />
        </BriefSection>
        <ScreeningNotes {...notes} />
        <StartFromField
          draft={draft.start}
          onChange={(part) => change({ start: { ...draft.start, ...part } })}
          errors={errors}
        />
        <AssessmentFields assessment={assessment} draft={draft} onChange={change} />
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
        <PrivacyField value={draft.private} onChange={change} />
        <NetworkField
          draft={draft}
          isPrivate={draft.private}
          onChange={change}
          error={listError(errors, "egressHosts")}
        />
        <PriorityFields draft={draft} onChange={change} />
        <BudgetField
          value={draft.budget}
          onValueChange={(budget) => change({ budget })}
          error={errors["budgetMicros"]}
        />
        <LimitFields draft={draft} complexity={complexity} onChange={change} errors={errors} />
        <RequestFields draft={draft} onChange={change} errors={errors} />
        <ModelFields draft={draft} complexity={complexity} standard={state?.models} onChange={change} errors={errors} />
      </div>
      <div className="bottom-0 -mx-4 flex flex-wrap items-center gap-x-4 gap-y-3 border-t bg-surface px-4 py-3 md:sticky md:-mx-6 md:px-6 lg:col-span-2">
        {create.error !== null && !hasFieldErrors ? (
          <ErrorState
            className="basis-full"
            title="The project could not be created"
            reason={messageOf(create.error)}
            fix="Your text is kept in this browser."
          />
        ) : null}
        <div className="min-w-0 flex-1 basis-64">
          {draft.private ? (
            <PrivateCheck />
          ) : (
            <ProviderCheck
              own={draft.models}
              complexity={complexity}
              language={language}
              limits={{ assignments, budget: draft.budget }}
            />
          )}
        </div>
        {runnable && screening !== null && screening.certain.length > 0 ? (
          <Button disabled={create.busy} onClick={() => send(true)}>
            Keep as draft
          </Button>
        ) : null}
        <SubmitButton variant="primary" busy={create.busy}>
          {runnable ? "Start project" : "Keep as draft"}
          <Kbd keys={[mod, "↵"]} inverse className="max-sm:hidden" />
        </SubmitButton>
      </div>
    </form>
  );
}
