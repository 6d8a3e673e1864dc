"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ChangeRequestLimitsInput } from "../../server/contract/inputs.ts";
import { agentRoles, roleLabels, type AgentRole } from "../../server/contract/roles.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { checkInput } from "../field-check.ts";
import { fieldErrorsOf, messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Field, FieldError } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { toast } from "../ui/toast-store.ts";

/** How many requests each agent of the project has, to be changed. */
export function RequestLimitsButton({ project }: { project: Pick<ProjectView, "id" | "agents"> }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="ghost" size="sm" onClick={() => setOpen(true)}>
        Change…
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Requests of the agents"
        description="A request is one assignment, however many calls it takes. An agent without any left asks you before it begins."
      >
        <RequestLimitsForm project={project} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

type Texts = Readonly<Record<AgentRole, string>>;

const textsOf = (agents: ProjectView["agents"]): Texts => {
  const text = (role: AgentRole): string => String(agents.find((agent) => agent.role === role)?.requests.limit ?? "");
  return {
    PROJECT_MANAGER: text("PROJECT_MANAGER"),
    DEVELOPER: text("DEVELOPER"),
    QUALITY_ASSURANCE: text("QUALITY_ASSURANCE"),
  };
};

const numberOf = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text.trim().replaceAll(",", "")));

function RequestLimitsForm({
  project: { id: projectId, agents },
  onDone,
}: {
  project: Pick<ProjectView, "id" | "agents">;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [texts, setTexts] = useState(() => textsOf(agents));
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const change = useMutation(
    trpc.projects.changeRequestLimits.mutationOptions({
      onSuccess: () => {
        toast.done("Requests changed");
        onDone();
      },
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
    }),
  );
  const errors = { ...fieldErrorsOf(change.error), ...ownErrors };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const limits = {
      PROJECT_MANAGER: numberOf(texts.PROJECT_MANAGER),
      DEVELOPER: numberOf(texts.DEVELOPER),
      QUALITY_ASSURANCE: numberOf(texts.QUALITY_ASSURANCE),
    };
    const found = checkInput(ChangeRequestLimitsInput, { projectId, limits });
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !change.isPending) change.mutate({ projectId, limits });
  };
  return (
    <form noValidate onSubmit={save} className="flex flex-col gap-4 pb-1">
      {agentRoles.map((role) => (
        <Field
          key={role}
          label={roleLabels[role].name}
          hint={`${agents.find((agent) => agent.role === role)?.requests.used ?? 0} used.`}
        >
          <Input
            inputMode="numeric"
            autoComplete="off"
            className="max-w-32 tabular"
            value={texts[role]}
            onChange={(event) => setTexts({ ...texts, [role]: event.target.value })}
          />
        </Field>
      ))}
      {errors["limits"] === undefined ? null : <FieldError>{errors["limits"]}</FieldError>}
      {change.error !== null && Object.keys(errors).length === 0 ? (
        <ErrorState title="The requests were not changed" reason={messageOf(change.error)} />
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton variant="primary" busy={change.isPending}>
          Save
        </SubmitButton>
      </div>
    </form>
  );
}
