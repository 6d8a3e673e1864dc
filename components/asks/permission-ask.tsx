"use client";

import { KeyRound, ShieldAlert, ShieldCheck, ShieldX } from "lucide-react";
import { useState } from "react";
import { z } from "zod";
import { missingInAnswer, type AskAnswer, type AskContent } from "../../server/contract/asks.ts";
import type { PermissionScope } from "../../server/contract/permissions.ts";
import type { AskView, ProjectView } from "../../server/contract/views.ts";
import { summariseTool, toolLabel } from "../activity/tool-summary.ts";
import { Badge } from "../ui/badge.tsx";
import { formatExact } from "../ui/format.ts";
import { visibleText } from "../ui/visible-text.ts";
import { AnswerButton } from "./answer-button.tsx";
import { AskFrame } from "./ask-frame.tsx";
import { AskOrigin } from "./ask-origin.tsx";
import { EditInputForm } from "./edit-input-form.tsx";
import { ExactInput } from "./exact-input.tsx";
import { riskOf } from "./permission-risk.ts";
import { ReasonForm } from "./reason-form.tsx";
import { RememberForm } from "./remember-form.tsx";
import { useAnswerAsk } from "./use-answer-ask.ts";

interface PermissionAskProps {
  project: ProjectView;
  ask: AskView;
  content: Extract<AskContent, { kind: "permission" }>;
  canAnswer: boolean;
}

const titles = {
  shell: "The Developer wants to run a command",
  write: "The Developer wants to write a file",
  edit: "The Developer wants to change a file",
} as const;
const titleOf = (toolName: string, input: unknown): string => {
  const { kind } = summariseTool(toolName, input);
  return kind === "shell" || kind === "write" || kind === "edit"
    ? titles[kind]
    : `The Developer wants to use ${visibleText(toolLabel(toolName))}`;
};

/** The texts of an input that a person may change; null: it has none. */
const editable = (input: unknown): Record<string, unknown> | null => {
  const fields = z.record(z.string(), z.unknown()).safeParse(input);
  return fields.success && Object.values(fields.data).some((value) => typeof value === "string") ? fields.data : null;
};

/** May the Developer do this: exactly what it would do, and the answers. */
export function PermissionAsk({ project, ask, content, canAnswer }: PermissionAskProps) {
  const { send, sending, refused } = useAnswerAsk(project.id, ask);
  const { toolName, input } = content;
  return (
    <AskFrame
      icon={KeyRound}
      title={titleOf(toolName, input)}
      askedAt={ask.createdAt}
      refused={refused}
      consequence={
        <>
          Work stands still until you answer. Allow runs exactly what is shown, once. Deny tells the Developer your
          reason, and it goes on another way.
          {ask.expiresAt === null ? null : ` Without an answer by ${formatExact(ask.expiresAt)} it is denied.`}
        </>
      }
      form={canAnswer ? <PermissionForm toolName={toolName} input={input} sending={sending} send={send} /> : null}
    >
      <div className="flex flex-col gap-2.5 pb-2">
        <ExactInput input={input} />
        <Risk toolName={toolName} input={input} />
        <AskOrigin project={project} ask={ask} />
      </div>
    </AskFrame>
  );
}

const riskTones = { low: "neutral", medium: "needs", high: "failed" } as const;
const riskIcons = { low: ShieldCheck, medium: ShieldAlert, high: ShieldX } as const;
const riskNames = { low: "Low risk", medium: "Some risk", high: "High risk" } as const;

/** The product's own rule of thumb beside what the agent says. */
function Risk({ toolName, input }: { toolName: string; input: unknown }) {
  const { level, reason, advice } = riskOf(toolName, input);
  return (
    <p className="flex items-start gap-2 text-xs text-muted">
      <Badge tone={riskTones[level]} icon={riskIcons[level]}>
        {riskNames[level]}
      </Badge>
      <span className="min-w-0 pt-0.5">
        {reason} {advice}
      </span>
    </p>
  );
}

interface PermissionFormProps {
  toolName: string;
  input: unknown;
  sending: boolean;
  send: (answer: AskAnswer) => void;
}

function PermissionForm({ toolName, input, sending, send }: PermissionFormProps) {
  const [doing, setDoing] = useState<"reading" | "denying" | "editing" | "remembering">("reading");
  const fields = editable(input);
  const back = () => setDoing("reading");
  const allow = (more: { edited?: Record<string, unknown>; remember?: PermissionScope }) =>
    send({ kind: "permission", decision: "allow", reason: "", ...more });
  switch (doing) {
    case "denying":
      return (
        <ReasonForm
          label="Why not?"
          placeholder="For example: use the test runner that is already there."
          maxLength={2_000}
          action="Deny"
          danger
          busy={sending}
          onSend={(reason) => {
            const answer: AskAnswer = { kind: "permission", decision: "deny", reason };
            const missing = missingInAnswer(answer);
            if (missing === null) send(answer);
            return missing;
          }}
          onBack={back}
        />
      );
    case "editing":
      return (
        <EditInputForm input={fields ?? {}} busy={sending} onAllow={(edited) => allow({ edited })} onBack={back} />
      );
    case "remembering":
      return (
        <RememberForm
          toolName={toolName}
          input={input}
          busy={sending}
          onAllow={(remember) => allow({ remember })}
          onBack={back}
        />
      );
    case "reading":
      return (
        <div className="flex flex-wrap justify-end gap-2">
          <AnswerButton shortcut="R" disabled={sending} onClick={() => setDoing("denying")}>
            Deny…
          </AnswerButton>
          {fields === null ? null : (
            <AnswerButton shortcut="E" disabled={sending} onClick={() => setDoing("editing")}>
              Change…
            </AnswerButton>
          )}
          <AnswerButton shortcut="M" disabled={sending} onClick={() => setDoing("remembering")}>
            Remember…
          </AnswerButton>
          <AnswerButton shortcut="A" variant="primary" busy={sending} onClick={() => allow({})}>
            Allow once
          </AnswerButton>
        </div>
      );
    default:
      return doing satisfies never;
  }
}
