"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { missingInAnswer, type AskAnswer, type AskContent } from "../../server/contract/asks.ts";
import type { AskView } from "../../server/contract/views.ts";
import { summariseTool, toolLabel } from "../activity/tool-summary.ts";
import { Button } from "../ui/button.tsx";
import { visibleText } from "../ui/visible-text.ts";
import { AskFrame } from "./ask-frame.tsx";
import { ExactInput } from "./exact-input.tsx";
import { ReasonForm } from "./reason-form.tsx";
import { useAnswerAsk } from "./use-answer-ask.ts";

interface PermissionAskProps {
  projectId: string;
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

/** May the Developer do this: exactly what it would do, and the two answers. */
export function PermissionAsk({ projectId, ask, content, canAnswer }: PermissionAskProps) {
  const { send, sending, refused } = useAnswerAsk(projectId, ask);
  const [denying, setDenying] = useState(false);

  const deny = (reason: string): string | null => {
    const answer: AskAnswer = { kind: "permission", decision: "deny", reason };
    const missing = missingInAnswer(answer);
    if (missing === null) send(answer);
    return missing;
  };

  return (
    <AskFrame
      icon={KeyRound}
      title={titleOf(content.toolName, content.input)}
      askedAt={ask.createdAt}
      refused={refused}
      consequence="Work stands still until you answer. Allow runs exactly what is shown, once. Deny tells the Developer your reason, and it goes on another way."
      form={
        canAnswer ? (
          denying ? (
            <ReasonForm
              label="Why not?"
              placeholder="For example: use the test runner that is already there."
              maxLength={2_000}
              action="Deny"
              danger
              busy={sending}
              onSend={deny}
              onBack={() => setDenying(false)}
            />
          ) : (
            <div className="flex justify-end gap-2">
              <Button aria-keyshortcuts="R" disabled={sending} onClick={() => setDenying(true)}>
                Deny…
              </Button>
              <Button
                aria-keyshortcuts="A"
                variant="primary"
                busy={sending}
                onClick={() => send({ kind: "permission", decision: "allow", reason: "" })}
              >
                Allow once
              </Button>
            </div>
          )
        ) : null
      }
    >
      <div className="pb-2">
        <ExactInput input={content.input} />
      </div>
    </AskFrame>
  );
}
