"use client";

import { PackageCheck } from "lucide-react";
import { useState } from "react";
import type { AskAnswer, AskContent } from "../../server/contract/asks.ts";
import type { ToolScope } from "../../server/contract/tools.ts";
import type { AskView } from "../../server/contract/views.ts";
import { useViewer } from "../shell/viewer.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { AskFrame } from "./ask-frame.tsx";
import { useAnswerAsk } from "./use-answer-ask.ts";

interface ToolAcceptanceAskProps {
  projectId: string;
  ask: AskView;
  content: Extract<AskContent, { kind: "tool_acceptance" }>;
  canAnswer: boolean;
}

/** A tool that was built: whether exactly this content, with exactly these rights, may be used. */
export function ToolAcceptanceAsk({ projectId, ask, content, canAnswer }: ToolAcceptanceAskProps) {
  const { send, sending, refused } = useAnswerAsk(projectId, ask);
  const { manifest, number, hash } = content.proposal;
  return (
    <AskFrame
      icon={PackageCheck}
      title={`Accept the tool ${manifest.name} ${manifest.version}? (proposal ${number})`}
      askedAt={ask.createdAt}
      refused={refused}
      consequence={
        <>Accepted, agents use exactly this content, {hash.slice(0, 12)}, and nothing else. Nothing is used before.</>
      }
      form={canAnswer ? <AcceptanceForm sending={sending} send={send} /> : null}
    >
      <p className="pb-2">{manifest.description}</p>
    </AskFrame>
  );
}

function AcceptanceForm({ sending, send }: { sending: boolean; send: (answer: AskAnswer) => void }) {
  const isAdmin = useViewer().role === "ADMIN";
  const [refusing, setRefusing] = useState(false);
  const [reason, setReason] = useState("");
  const [forAll, setForAll] = useState(false);
  const scope: ToolScope = forAll ? "all" : "project";
  if (refusing) {
    return (
      <div className="flex flex-col gap-2.5">
        <Field label="Why not?">
          <Textarea rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <div className="flex justify-end gap-2">
          <Button variant="ghost" onClick={() => setRefusing(false)}>
            Back
          </Button>
          <Button
            variant="danger"
            busy={sending}
            onClick={() => send({ kind: "tool_acceptance", decision: "refuse", scope, reason })}
          >
            Refuse
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center justify-end gap-3">
      {isAdmin ? (
        <Checkbox label="For all projects" checked={forAll} onChange={({ target }) => setForAll(target.checked)} />
      ) : null}
      <Button aria-keyshortcuts="R" disabled={sending} onClick={() => setRefusing(true)}>
        Refuse…
      </Button>
      <Button
        aria-keyshortcuts="A"
        variant="primary"
        busy={sending}
        onClick={() => send({ kind: "tool_acceptance", decision: "accept", scope, reason: "" })}
      >
        Accept
      </Button>
    </div>
  );
}
