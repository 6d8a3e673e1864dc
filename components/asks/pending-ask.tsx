import type { AskView, ProjectView } from "../../server/contract/views.ts";
import { AllocationAsk } from "./allocation-ask.tsx";
import { BudgetAsk } from "./budget-ask.tsx";
import { PermissionAsk } from "./permission-ask.tsx";
import { PlanAsk } from "./plan-ask.tsx";
import { QuestionAsk } from "./question-ask.tsx";
import { ToolAcceptanceAsk } from "./tool-acceptance-ask.tsx";
import { ToolAsk } from "./tool-ask.tsx";

interface PendingAskProps {
  project: ProjectView;
  ask: AskView;
}

/** A request that waits for its answer. */
export function PendingAsk({ project, ask }: PendingAskProps) {
  const { content } = ask;
  const projectId = project.id;
  const canAnswer = project.can.steer;
  switch (content.kind) {
    case "plan_approval":
      return <PlanAsk project={project} ask={ask} content={content} />;
    case "permission":
      return <PermissionAsk project={project} ask={ask} content={content} canAnswer={canAnswer} />;
    case "question":
      return <QuestionAsk projectId={projectId} ask={ask} content={content} canAnswer={canAnswer} />;
    case "allocation":
      return <AllocationAsk projectId={projectId} ask={ask} content={content} canAnswer={canAnswer} />;
    case "tool_request":
      return <ToolAsk project={project} ask={ask} content={content} canAnswer={canAnswer} />;
    case "tool_acceptance":
      return <ToolAcceptanceAsk projectId={projectId} ask={ask} content={content} canAnswer={canAnswer} />;
    case "budget_raise":
      return <BudgetAsk projectId={projectId} ask={ask} content={content} canAnswer={canAnswer} />;
    default:
      return content satisfies never;
  }
}
