"use client";

import { ListChecks } from "lucide-react";
import { useState } from "react";
import { missingInAnswer, type AskAnswer, type AskContent } from "../../server/contract/asks.ts";
import type { AskView } from "../../server/contract/views.ts";
import { PlanOverview } from "../plan/plan-overview.tsx";
import { Button } from "../ui/button.tsx";
import { AskFrame } from "./ask-frame.tsx";
import { ReasonForm } from "./reason-form.tsx";
import { useAnswerAsk } from "./use-answer-ask.ts";

interface PlanAskProps {
  projectId: string;
  ask: AskView;
  content: Extract<AskContent, { kind: "plan_approval" }>;
  canAnswer: boolean;
}

/** Shall it be built like this: the plan, approved or sent back with words. */
export function PlanAsk({ projectId, ask, content, canAnswer }: PlanAskProps) {
  const { send, sending, refused } = useAnswerAsk(projectId, ask);
  const [sendingBack, setSendingBack] = useState(false);

  const sendBack = (comment: string): string | null => {
    const answer: AskAnswer = { kind: "plan_approval", decision: "send_back", comment };
    const missing = missingInAnswer(answer);
    if (missing === null) send(answer);
    return missing;
  };

  return (
    <AskFrame
      icon={ListChecks}
      title={content.revision === 1 ? "Approve the plan" : `Approve the plan, revision ${content.revision}`}
      askedAt={ask.createdAt}
      refused={refused}
      consequence="Nothing is built before you answer. Send back lets the Project Manager plan again with your comment."
      form={
        canAnswer ? (
          sendingBack ? (
            <ReasonForm
              label="What should change?"
              maxLength={10_000}
              action="Send back"
              busy={sending}
              onSend={sendBack}
              onBack={() => setSendingBack(false)}
            />
          ) : (
            <div className="flex justify-end gap-2">
              <Button disabled={sending} onClick={() => setSendingBack(true)}>
                Send back…
              </Button>
              <Button
                variant="primary"
                busy={sending}
                onClick={() => send({ kind: "plan_approval", decision: "approve", comment: "" })}
              >
                Approve plan
              </Button>
            </div>
          )
        ) : null
      }
    >
      <PlanOverview plan={content.plan} className="pb-3" />
    </AskFrame>
  );
}
