"use client";

import { useState, type ReactNode } from "react";
import { agentRoles, roleLabels, type AgentRole } from "#server/contract/roles";
import { ToolVerdict, type ToolAssessment } from "#server/contract/tool-requests";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { Field, FieldError } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Textarea } from "#components/ui/textarea";
import { useEscape } from "#client/asks/use-escape";
import { useFirstFocus } from "#client/ui/use-first-focus";

interface VerdictFormProps {
  busy: boolean;
  onSend: (verdict: ToolVerdict) => void;
  onBack: () => void;
}

type Draft = Readonly<Record<string, unknown>> & { readonly decision: ToolVerdict["decision"] };

/** Checks what was entered by the rules of the server, and says field by field what is wrong. */
const useVerdictDraft = (onSend: (verdict: ToolVerdict) => void) => {
  const [wrong, setWrong] = useState<ReadonlyMap<string, string>>(new Map());
  return {
    errorOf: (field: string): string | undefined => wrong.get(field),
    send: (draft: Draft): void => {
      const parsed = ToolVerdict.safeParse(draft);
      const late = parsed.success ? passedDay(parsed.data) : null;
      if (late !== null) return setWrong(new Map([[late, "Choose a day that is still to come."]]));
      if (parsed.success) return onSend(parsed.data);
      setWrong(new Map(parsed.error.issues.map(({ path, message }) => [String(path[0]), sentence(message)])));
    },
  };
};

/** The field whose day has come already, in UTC as the server counts them; null: none. */
const passedDay = (verdict: ToolVerdict): string | null => {
  const today = new Date().toISOString().slice(0, 10);
  if (verdict.decision === "defer") return verdict.until <= today ? "until" : null;
  return verdict.decision === "approve" && verdict.deadline !== null && verdict.deadline <= today ? "deadline" : null;
};

/** zod's own words for what is missing are no words for people. */
const sentence = (message: string): string => (message.endsWith(".") ? message : "Say something here.");

interface FrameProps extends Omit<VerdictFormProps, "onSend"> {
  action: string;
  danger?: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

function Frame({ action, danger = false, busy, onSubmit, onBack, children }: FrameProps) {
  useEscape(onBack);
  return (
    <form
      noValidate
      className="flex flex-col gap-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onBack}>
          Back
        </Button>
        <Button type="submit" variant={danger ? "danger" : "primary"} busy={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}

/** What building a tool takes, with a little room: five phases, a review, a verdict and a report. */
const usualRequests = 10;

interface AdvisedFormProps extends VerdictFormProps {
  assessment: ToolAssessment | null;
}

interface ApproveFormProps extends AdvisedFormProps {
  from: AgentRole;
  /** The agent cannot go on without a decision: it may wait for the tool itself, too. */
  blocking: boolean;
}

/** Who may use it, and what building it may take. */
export function ApproveForm({ from, blocking, assessment, busy, onSend, onBack }: ApproveFormProps) {
  const { send, errorOf } = useVerdictDraft(onSend);
  const [agents, setAgents] = useState<readonly AgentRole[]>([from]);
  const [maxRequests, setMaxRequests] = useState(String(Math.max(usualRequests, assessment?.effort.requests ?? 0)));
  const [waits, setWaits] = useState(true);
  const [deadline, setDeadline] = useState("");
  const [comment, setComment] = useState("");
  const first = useFirstFocus<HTMLInputElement>();
  const agentsError = errorOf("agents");
  return (
    <Frame
      action="Approve"
      busy={busy}
      onBack={onBack}
      onSubmit={() =>
        send({
          decision: "approve",
          agents: [...agents],
          maxRequests: Number(maxRequests),
          deadline: deadline === "" ? null : deadline,
          ...(blocking && { waits }),
          comment,
        })
      }
    >
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 text-sm font-medium">Who may use it</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1.5">
          {agentRoles.map((role) => (
            <Checkbox
              key={role}
              label={roleLabels[role].name}
              checked={agents.includes(role)}
              onChange={({ target }) =>
                setAgents(target.checked ? [...agents, role] : agents.filter((other) => other !== role))
              }
            />
          ))}
        </div>
        <div aria-live="polite">{agentsError === undefined ? null : <FieldError>{agentsError}</FieldError>}</div>
      </fieldset>
      <div className="grid gap-2.5 sm:grid-cols-2">
        <Field
          label="Requests for building it"
          hint="Assignments of agents, at most. A build needs 8: five of the Developer, who gets 70 % of them unless the settings say otherwise, a review, a verdict and a report."
          error={errorOf("maxRequests")}
        >
          <Input
            ref={first}
            inputMode="numeric"
            value={maxRequests}
            onChange={(event) => setMaxRequests(event.target.value)}
          />
        </Field>
        <Field label="To be there by" optional error={errorOf("deadline")}>
          <Input type="date" value={deadline} onChange={(event) => setDeadline(event.target.value)} />
        </Field>
      </div>
      {blocking ? (
        <Checkbox
          label="The agent waits until it is there"
          description="Otherwise it goes on without, and is told when the tool can be used."
          checked={waits}
          onChange={({ target }) => setWaits(target.checked)}
        />
      ) : null}
      <Field label="A word to the agents" optional error={errorOf("comment")}>
        <Textarea rows={2} value={comment} maxLength={2_000} onChange={(event) => setComment(event.target.value)} />
      </Field>
    </Frame>
  );
}

/** What is to be used instead. */
export function AlternativeForm({ assessment, busy, onSend, onBack }: AdvisedFormProps) {
  const { send, errorOf } = useVerdictDraft(onSend);
  const best = assessment?.alternatives[0];
  const [alternative, setAlternative] = useState(best === undefined ? "" : `${best.name}: ${best.how}`.slice(0, 500));
  const [reason, setReason] = useState("");
  const first = useFirstFocus<HTMLTextAreaElement>();
  return (
    <Frame
      action="Use this instead"
      busy={busy}
      onBack={onBack}
      onSubmit={() => send({ decision: "alternative", alternative, reason })}
    >
      <Field
        label="What to use instead"
        error={errorOf("alternative")}
        hint={best === undefined ? undefined : "Begun with the best of the Project Manager's alternatives."}
      >
        <Textarea
          ref={first}
          rows={2}
          value={alternative}
          maxLength={500}
          onChange={(event) => setAlternative(event.target.value)}
        />
      </Field>
      <Field label="Why" error={errorOf("reason")}>
        <Textarea rows={2} value={reason} maxLength={2_000} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </Frame>
  );
}

/** When it is to be asked again. */
export function DeferForm({ busy, onSend, onBack }: VerdictFormProps) {
  const { send, errorOf } = useVerdictDraft(onSend);
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const first = useFirstFocus<HTMLInputElement>();
  return (
    <Frame action="Put off" busy={busy} onBack={onBack} onSubmit={() => send({ decision: "defer", until, reason })}>
      <Field
        label="Ask me again on"
        hint="It comes back to the inbox by itself. The agent goes on without it."
        error={errorOf("until")}
      >
        <Input
          ref={first}
          type="date"
          className="sm:w-48"
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
      </Field>
      <Field label="Why" error={errorOf("reason")}>
        <Textarea rows={2} value={reason} maxLength={2_000} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </Frame>
  );
}

/** Why not, and how to go on without it. */
export function RefuseForm({ busy, onSend, onBack }: VerdictFormProps) {
  const { send, errorOf } = useVerdictDraft(onSend);
  const [reason, setReason] = useState("");
  const [workaround, setWorkaround] = useState("");
  const first = useFirstFocus<HTMLTextAreaElement>();
  return (
    <Frame
      action="Refuse"
      danger
      busy={busy}
      onBack={onBack}
      onSubmit={() => send({ decision: "reject", reason, workaround })}
    >
      <Field label="Why not?" error={errorOf("reason")}>
        <Textarea
          ref={first}
          rows={2}
          value={reason}
          maxLength={2_000}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <Field label="What to do instead" optional error={errorOf("workaround")}>
        <Textarea
          rows={2}
          value={workaround}
          maxLength={2_000}
          onChange={(event) => setWorkaround(event.target.value)}
        />
      </Field>
    </Frame>
  );
}
