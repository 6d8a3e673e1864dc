import type { AskView } from "../../server/contract/views.ts";
import { PermissionAsk } from "./permission-ask.tsx";
import { PlanAsk } from "./plan-ask.tsx";
import { QuestionAsk } from "./question-ask.tsx";

interface PendingAskProps {
  projectId: string;
  ask: AskView;
  canAnswer: boolean;
}

/** A request that waits for its answer. */
export function PendingAsk({ projectId, ask, canAnswer }: PendingAskProps) {
  const { content } = ask;
  switch (content.kind) {
    case "plan_approval":
      return <PlanAsk projectId={projectId} ask={ask} content={content} canAnswer={canAnswer} />;
    case "permission":
      return <PermissionAsk projectId={projectId} ask={ask} content={content} canAnswer={canAnswer} />;
    case "question":
      return <QuestionAsk projectId={projectId} ask={ask} content={content} canAnswer={canAnswer} />;
    default:
      return content satisfies never;
  }
}
