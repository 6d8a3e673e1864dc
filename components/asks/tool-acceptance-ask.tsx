"use client";

import { PackageCheck } from "lucide-react";
import { useState } from "react";
import { missingInAnswer, type AskAnswer, type AskContent } from "../../server/contract/asks.ts";
import type { ToolScope } from "../../server/contract/tools.ts";
import type { AskView } from "../../server/contract/views.ts";
import { useViewer } from "../shell/viewer.tsx";
import { ToolProposalView } from "../tools/tool-proposal-view.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { AnswerButton } from "./answer-button.tsx";
import { AskFrame } from "./ask-frame.tsx";
import { ReasonForm } from "./reason-form.tsx";
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
  const { proposal } = content;
  const { manifest } = proposal;
  return (
    <AskFrame
      icon={PackageCheck}
      title={`Accept the tool ${manifest.name} ${manifest.version}?`}
      askedAt={ask.createdAt}
      refused={refused}
      consequence={
        <>
          Nothing uses it before you accept. Accepted, agents use exactly this content with exactly these rights, from
          their next turn on; a changed file is refused, and every new version is asked about again.
        </>
      }
      form={canAnswer ? <AcceptanceForm ofAll={proposal.scope === "all"} sending={sending} send={send} /> : null}
    >
      <ToolProposalView proposal={proposal} />
    </AskFrame>
  );
}

const scopes = [
  { value: "project", label: "For its project" },
  { value: "all", label: "For all projects" },
] as const;

interface AcceptanceFormProps {
  /** All projects have the tool already. */
  ofAll: boolean;
  sending: boolean;
  send: (answer: AskAnswer) => void;
}

function AcceptanceForm({ ofAll, sending, send }: AcceptanceFormProps) {
  const isAdmin = useViewer().role === "ADMIN";
  const [refusing, setRefusing] = useState(false);
  const [scope, setScope] = useState<ToolScope>(ofAll ? "all" : "project");
  if (refusing) {
    return (
      <ReasonForm
        label="Why is it not to be used?"
        placeholder="For example: it need not reach the network."
        maxLength={2_000}
        action="Refuse"
        danger
        busy={sending}
        onSend={(reason) => {
          const answer: AskAnswer = { kind: "tool_acceptance", decision: "refuse", scope: "project", reason };
          const missing = missingInAnswer(answer);
          if (missing === null) send(answer);
          return missing;
        }}
        onBack={() => setRefusing(false)}
      />
    );
  }
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      {ofAll ? (
        <p className="mr-auto text-muted">
          All projects have this tool.{" "}
          {isAdmin ? "Accepted, they all use this version." : "An admin accepts its versions."}
        </p>
      ) : isAdmin ? (
        <Segmented label="Who has it" value={scope} options={scopes} onValueChange={setScope} className="mr-auto" />
      ) : null}
      <AnswerButton shortcut="R" disabled={sending} onClick={() => setRefusing(true)}>
        Refuse…
      </AnswerButton>
      <AnswerButton
        shortcut="A"
        variant="primary"
        busy={sending}
        disabled={ofAll && !isAdmin}
        onClick={() => send({ kind: "tool_acceptance", decision: "accept", scope, reason: "" })}
      >
        Accept
      </AnswerButton>
    </div>
  );
}
