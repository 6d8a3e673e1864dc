"use client";

import { CircleQuestionMark } from "lucide-react";
import { useState } from "react";
import { missingInAnswer, type AskAnswer, type AskContent } from "../../server/contract/asks.ts";
import type { AskView } from "../../server/contract/views.ts";
import { Quoted } from "../evidence/verdict-view.tsx";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { AnswerButton } from "./answer-button.tsx";
import { AskFrame } from "./ask-frame.tsx";
import { useAnswerAsk } from "./use-answer-ask.ts";
import { AgentLine } from "../evidence/agent-line.tsx";

interface QuestionAskProps {
  projectId: string;
  ask: AskView;
  content: Extract<AskContent, { kind: "question" }>;
  canAnswer: boolean;
}

/** A phase that the Project Manager will not decide alone: take it, refine it, or stop. */
export function QuestionAsk({ projectId, ask, content, canAnswer }: QuestionAskProps) {
  const limit = content.options === "assignments";
  const { send, sending, refused } = useAnswerAsk(projectId, ask);
  const [text, setText] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  const [stopping, setStopping] = useState(false);

  const answer = (decision: Extract<AskAnswer, { kind: "question" }>["decision"]) => {
    const given: AskAnswer = { kind: "question", decision, text: text.trim() };
    const incomplete = missingInAnswer(given);
    setMissing(incomplete);
    if (incomplete === null) send(given);
  };

  return (
    <AskFrame
      icon={CircleQuestionMark}
      title={limit ? "The limit of Developer assignments is reached" : "The Project Manager asks you to decide"}
      askedAt={ask.createdAt}
      refused={refused}
      consequence={
        limit
          ? "The project stands still until you answer. Going on raises the limit; stop ends the project."
          : "The project stands still until you answer. Refine sends your words to the Developer; accept takes the phase as it is; stop ends the project."
      }
      form={
        canAnswer ? (
          <div className="flex flex-col gap-2.5">
            {limit ? null : (
              <Field label="Your answer" error={missing ?? undefined}>
                <Textarea
                  value={text}
                  maxLength={10_000}
                  placeholder="What the Developer should do. Needed only to refine."
                  onChange={(event) => setText(event.target.value)}
                />
              </Field>
            )}
            <div className="flex flex-wrap justify-end gap-2">
              <Button variant="danger" disabled={sending} onClick={() => setStopping(true)} className="mr-auto">
                Stop the project
              </Button>
              {limit ? (
                <AnswerButton shortcut="A" variant="primary" busy={sending} onClick={() => answer("accept")}>
                  Go on
                </AnswerButton>
              ) : (
                <>
                  <AnswerButton shortcut="A" busy={sending} onClick={() => answer("accept")}>
                    Accept as it is
                  </AnswerButton>
                  <AnswerButton shortcut="R" variant="primary" busy={sending} onClick={() => answer("refine")}>
                    Refine
                  </AnswerButton>
                </>
              )}
            </div>
            <ConfirmDialog
              open={stopping}
              onOpenChange={setStopping}
              title="Stop this project?"
              description="It ends as failed, and nothing more is done. Files, activity and accepted phases stay."
              confirmLabel="Stop the project"
              keepLabel="Go back"
              onConfirm={() => {
                setStopping(false);
                answer("stop");
              }}
            />
          </div>
        ) : null
      }
    >
      <p className="pb-2 text-md break-words">
        <AgentLine text={content.question} />
      </p>
      <Quoted label="Why it asks" text={content.reason} className="pb-2" />
    </AskFrame>
  );
}
