"use client";

import { ListChecks } from "lucide-react";
import { useState } from "react";
import { missingInAnswer, type AskAnswer, type AskContent } from "../../server/contract/asks.ts";
import type { AskView, ProjectView } from "../../server/contract/views.ts";
import { Quoted } from "../evidence/verdict-view.tsx";
import { PlanDifference } from "../plan/plan-difference-view.tsx";
import { PlanEditor } from "../plan/plan-editor.tsx";
import { PlanOverview } from "../plan/plan-overview.tsx";
import { AnswerButton } from "./answer-button.tsx";
import { AskFrame } from "./ask-frame.tsx";
import { ReasonForm } from "./reason-form.tsx";
import { useAnswerAsk } from "./use-answer-ask.ts";

interface PlanAskProps {
  project: ProjectView;
  ask: AskView;
  content: Extract<AskContent, { kind: "plan_approval" }>;
}

/** Shall it be built like this: the plan, approved as it is or with changes, or sent back with words. */
export function PlanAsk({ project, ask, content }: PlanAskProps) {
  const { send, sending, refused } = useAnswerAsk(project.id, ask);
  const [doing, setDoing] = useState<"reading" | "editing" | "sending_back">("reading");
  const canAnswer = project.can.steer;
  const { standing, toCome } = splitPlan(project, content);

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
      refused={doing === "editing" ? null : refused}
      consequence={
        standing === 0
          ? "Nothing is built before you answer. Send back lets the Project Manager plan again with your comment."
          : "The next phase begins when you answer. What is accepted stays. Send back lets the Project Manager plan the rest again."
      }
      form={
        canAnswer ? (
          <PlanForm doing={doing} setDoing={setDoing} sending={sending} send={send} sendBack={sendBack} />
        ) : null
      }
    >
      {doing === "editing" ? (
        <PlanEditor
          phases={toCome}
          standing={standing}
          action="Approve with these changes"
          busy={sending}
          refused={refused}
          onSave={(phases, comment) => send({ kind: "plan_approval", decision: "approve_changed", comment, phases })}
          onBack={() => setDoing("reading")}
        />
      ) : (
        <>
          <WhatChanged project={project} content={content} />
          <PlanOverview plan={content.plan} className="pb-3" />
        </>
      )}
    </AskFrame>
  );
}

/** Where phases are behind the plan already, only the rest of it is in question. */
const splitPlan = (project: ProjectView, { plan }: PlanAskProps["content"]) => {
  const toComeCount = project.phases.filter(({ status }) => status === "PENDING").length;
  const standing = Math.max(0, plan.phases.length - toComeCount);
  return { standing, toCome: plan.phases.slice(standing) };
};

function PlanForm({
  doing,
  setDoing,
  sending,
  send,
  sendBack,
}: {
  doing: "reading" | "editing" | "sending_back";
  setDoing: (doing: "reading" | "editing" | "sending_back") => void;
  sending: boolean;
  send: (answer: AskAnswer) => void;
  sendBack: (comment: string) => string | null;
}) {
  switch (doing) {
    // The editor brings its own buttons.
    case "editing":
      return <></>;
    case "sending_back":
      return (
        <ReasonForm
          label="What should change?"
          maxLength={10_000}
          action="Send back"
          busy={sending}
          onSend={sendBack}
          onBack={() => setDoing("reading")}
        />
      );
    case "reading":
      return (
        <div className="flex flex-wrap justify-end gap-2">
          <AnswerButton shortcut="R" disabled={sending} onClick={() => setDoing("sending_back")}>
            Send back…
          </AnswerButton>
          <AnswerButton shortcut="E" disabled={sending} onClick={() => setDoing("editing")}>
            Edit…
          </AnswerButton>
          <AnswerButton
            shortcut="A"
            variant="primary"
            busy={sending}
            onClick={() => send({ kind: "plan_approval", decision: "approve", comment: "" })}
          >
            Approve plan
          </AnswerButton>
        </div>
      );
    default:
      return doing satisfies never;
  }
}

/** What a revision has made of the plan before it, and why. */
function WhatChanged({ project, content }: Pick<PlanAskProps, "project" | "content">) {
  const at = project.revisions.findIndex(({ number }) => number === content.revision);
  const before = project.revisions[at - 1];
  if (before === undefined) return null;
  const reason = project.revisions[at]?.reason ?? null;
  return (
    <section aria-label="What changed" className="mb-4 flex flex-col gap-2 rounded-md border p-3">
      <h3 className="text-xs text-faint">
        What changed since revision {before.number}
        {before.sentBack === null ? "" : ", which was sent back"}
      </h3>
      {before.sentBack === null ? null : <Quoted label="Sent back with" text={before.sentBack} />}
      {reason === null ? null : <Quoted label="Why" text={reason} />}
      <PlanDifference before={before.plan.phases} after={content.plan.phases} />
    </section>
  );
}
