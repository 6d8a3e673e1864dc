"use client";

import { Wrench } from "lucide-react";
import { useState } from "react";
import type { AskContent } from "../../server/contract/asks.ts";
import { roleLabels } from "../../server/contract/roles.ts";
import type { ToolVerdict } from "../../server/contract/tool-requests.ts";
import type { AskView, ProjectView } from "../../server/contract/views.ts";
import { AdviceView } from "../tool-requests/advice-view.tsx";
import { ToolRequestView } from "../tool-requests/tool-request-view.tsx";
import { AlternativeForm, ApproveForm, DeferForm, RefuseForm } from "../tool-requests/tool-verdict-forms.tsx";
import { AnswerButton } from "./answer-button.tsx";
import { AskFrame } from "./ask-frame.tsx";
import { AskOrigin } from "./ask-origin.tsx";
import { useAnswerAsk } from "./use-answer-ask.ts";

interface ToolAskProps {
  project: ProjectView;
  ask: AskView;
  content: Extract<AskContent, { kind: "tool_request" }>;
  canAnswer: boolean;
}

const none = { assessment: null, failure: null };

/** A tool that an agent lacks: what it says, what the PM says, and the four answers. */
export function ToolAsk({ project, ask, content, canAnswer }: ToolAskProps) {
  const { request, from, deferred } = content;
  const { send, sending, refused } = useAnswerAsk(project.id, ask);
  const advice = ask.advice ?? none;
  const waits = project.hold?.reason === "tool_request" && project.hold.askId === ask.id;
  return (
    <AskFrame
      icon={Wrench}
      title={`The ${roleLabels[from].name} asks for a tool: ${request.name}`}
      askedAt={ask.createdAt}
      refused={refused}
      consequence={
        <>
          {waits
            ? "Work stands still until you answer, for as long as it takes. "
            : "Nothing waits for it; whichever agent works next is told what you decide. "}
          Approved, agents begin to build it at once, in a project of its own; nothing may use it before you have
          accepted what comes of that.
        </>
      }
      form={
        canAnswer ? (
          <ToolForm
            content={content}
            assessment={advice.assessment}
            sending={sending}
            onSend={(verdict) => send({ kind: "tool_request", verdict })}
          />
        ) : null
      }
    >
      <div className="flex flex-col gap-3 pb-2">
        {deferred === null ? null : (
          <p className="text-muted">
            This was put off until {deferred.until}: “{deferred.reason}”
          </p>
        )}
        <ToolRequestView request={request} waits={waits} />
        <AskOrigin project={project} ask={ask} />
        <AdviceView advice={advice} />
      </div>
    </AskFrame>
  );
}

interface ToolFormProps {
  content: ToolAskProps["content"];
  assessment: NonNullable<AskView["advice"]>["assessment"];
  sending: boolean;
  onSend: (verdict: ToolVerdict) => void;
}

function ToolForm({ content, assessment, sending, onSend }: ToolFormProps) {
  const [deciding, setDeciding] = useState<ToolVerdict["decision"] | null>(null);
  const form = { busy: sending, onSend, onBack: () => setDeciding(null) };
  switch (deciding) {
    case "approve":
      return <ApproveForm {...form} from={content.from} blocking={content.request.blocking} assessment={assessment} />;
    case "alternative":
      return <AlternativeForm {...form} assessment={assessment} />;
    case "defer":
      return <DeferForm {...form} />;
    case "reject":
      return <RefuseForm {...form} />;
    case null:
      return (
        <div className="flex flex-wrap justify-end gap-2">
          <AnswerButton shortcut="R" disabled={sending} onClick={() => setDeciding("reject")}>
            Refuse…
          </AnswerButton>
          <AnswerButton shortcut="D" disabled={sending} onClick={() => setDeciding("defer")}>
            Put off…
          </AnswerButton>
          <AnswerButton shortcut="I" disabled={sending} onClick={() => setDeciding("alternative")}>
            Use something else…
          </AnswerButton>
          <AnswerButton shortcut="A" variant="primary" disabled={sending} onClick={() => setDeciding("approve")}>
            Approve…
          </AnswerButton>
        </div>
      );
    default:
      return deciding satisfies never;
  }
}
