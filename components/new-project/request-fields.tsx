"use client";

import { useQuery } from "@tanstack/react-query";
import { agentRoles, roleLabels } from "#server/contract/roles";
import type { NewProjectDraft } from "#client/new-project/new-project-draft";
import { useTRPC } from "#components/trpc";
import { Field, FieldError } from "#components/ui/field";
import { Input } from "#components/ui/input";

interface RequestFieldsProps {
  draft: Pick<NewProjectDraft, "requests">;
  onChange: (part: Partial<NewProjectDraft>) => void;
  errors: Readonly<Record<string, string>>;
}

/** How many requests each agent has in this project (R12); folded away, because the settings are right for most. */
export function RequestFields({ draft, onChange, errors }: RequestFieldsProps) {
  const trpc = useTRPC();
  const { data: requests } = useQuery(trpc.agents.requests.queryOptions());
  const chosen = agentRoles.filter((role) => draft.requests[role].trim() !== "").length;
  const wrong = errors["requestLimits"];
  return (
    <details open={wrong === undefined ? undefined : true} className="rounded-md border">
      <summary className="cursor-pointer rounded-md px-3 py-2 text-sm font-medium hover:bg-hover">
        Requests{" "}
        <span className="font-normal text-muted">· {chosen === 0 ? "as in the settings" : `${chosen} of its own`}</span>
      </summary>
      <fieldset aria-label="Requests" className="flex min-w-0 flex-col gap-3 border-t p-3">
        <p className="text-xs text-muted">How many assignments each agent may have. Without any left it asks you.</p>
        {agentRoles.map((role) => (
          <Field key={role} label={roleLabels[role].name} optional>
            <Input
              name={`requestLimits.${role}`}
              inputMode="numeric"
              autoComplete="off"
              className="max-w-32 tabular"
              value={draft.requests[role]}
              placeholder={requests === undefined ? undefined : String(requests.standard[role])}
              onChange={(event) => onChange({ requests: { ...draft.requests, [role]: event.target.value } })}
            />
          </Field>
        ))}
        {wrong === undefined ? null : <FieldError>{wrong}</FieldError>}
      </fieldset>
    </details>
  );
}
