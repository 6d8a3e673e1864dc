"use client";

import { Gauge } from "lucide-react";
import { useState } from "react";
import type { AskAnswer, AskContent } from "../../server/contract/asks.ts";
import { RequestLimit } from "../../server/contract/requests.ts";
import { operations, roleLabels } from "../../server/contract/roles.ts";
import type { AskView } from "../../server/contract/views.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { capitalised } from "../ui/format.ts";
import { AnswerButton } from "./answer-button.tsx";
import { AskFrame } from "./ask-frame.tsx";
import { useAnswerAsk } from "./use-answer-ask.ts";

interface AllocationAskProps {
  projectId: string;
  ask: AskView;
  content: Extract<AskContent, { kind: "allocation" }>;
  canAnswer: boolean;
}

/** An agent has used all its requests: give it more, keep the project paused, or end it. */
export function AllocationAsk({ projectId, ask, content, canAnswer }: AllocationAskProps) {
  const { send, sending, refused } = useAnswerAsk(projectId, ask);
  const { role, operation, used, limit, grant, reason } = content;
  const { who } = roleLabels[role];
  return (
    <AskFrame
      icon={Gauge}
      title={`${capitalised(who)} has no requests left`}
      askedAt={ask.createdAt}
      refused={refused}
      consequence="Nothing is called until you answer. Granting goes on at once where it stands; keep paused waits until somebody resumes the project, which asks again; stop cancels the project."
      form={canAnswer ? <AllocationForm grant={grant} sending={sending} send={send} /> : null}
    >
      <div className="flex flex-col gap-1.5 pb-2">
        <p className="text-md">
          {used} of {limit} requests are used. {operations[operation].label} waits for one more.
        </p>
        <p className="text-sm text-muted">
          Recommended: {grant} more. {reason}
        </p>
      </div>
    </AskFrame>
  );
}

interface AllocationFormProps {
  grant: number;
  sending: boolean;
  send: (answer: AskAnswer) => void;
}

function AllocationForm({ grant, sending, send }: AllocationFormProps) {
  const [text, setText] = useState(String(grant));
  const [problem, setProblem] = useState<string | null>(null);
  const [stopping, setStopping] = useState(false);
  const give = (): void => {
    const requests = RequestLimit.safeParse(text.trim() === "" ? Number.NaN : Number(text.trim()));
    setProblem(requests.success ? null : (requests.error.issues[0]?.message ?? null));
    if (requests.success) send({ kind: "allocation", decision: "grant", requests: requests.data });
  };
  return (
    <div className="flex flex-col gap-2.5">
      <Field label="More requests" error={problem ?? undefined}>
        <Input
          inputMode="numeric"
          autoComplete="off"
          className="max-w-32 tabular"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="danger" disabled={sending} onClick={() => setStopping(true)} className="mr-auto">
          Stop the project
        </Button>
        <AnswerButton
          shortcut="D"
          disabled={sending}
          onClick={() => send({ kind: "allocation", decision: "keep_paused" })}
        >
          Keep paused
        </AnswerButton>
        <AnswerButton shortcut="A" variant="primary" busy={sending} onClick={give}>
          Grant and go on
        </AnswerButton>
      </div>
      <ConfirmDialog
        open={stopping}
        onOpenChange={setStopping}
        title="Stop this project?"
        description="It is cancelled, and nothing more is done. Files, activity and accepted phases stay."
        confirmLabel="Stop the project"
        keepLabel="Go back"
        onConfirm={() => {
          setStopping(false);
          send({ kind: "allocation", decision: "stop" });
        }}
      />
    </div>
  );
}
