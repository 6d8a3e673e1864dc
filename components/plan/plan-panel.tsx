import { ListChecks } from "lucide-react";
import type { ReactNode } from "react";
import type { Plan } from "../../server/contract/outputs.ts";
import { isEnded } from "../../server/contract/statuses.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Markdown } from "../ui/markdown.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table.tsx";
import { ChoicesView } from "./choices-view.tsx";
import { ComparisonTable } from "./comparison-table.tsx";
import { EditPlanButton } from "./edit-plan-dialog.tsx";
import { PlanRevisions } from "./plan-revisions.tsx";
import { PlanOverview } from "./plan-overview.tsx";
import { AgentLine } from "../evidence/agent-line.tsx";

/** What was asked for, and the plan to get there. */
export function PlanPanel({ project }: { project: ProjectView }) {
  return (
    <div className="flex max-w-4xl flex-col gap-8 px-4 py-4">
      {project.plan === null ? (
        <EmptyState icon={ListChecks} title={isEnded(project.status) ? "There is no plan" : "No plan yet"}>
          {isEnded(project.status)
            ? "The project ended before the Project Manager had planned it."
            : "The Project Manager reads the brief first, then proposes phases with the criteria each will be held against."}
        </EmptyState>
      ) : (
        <PlanParts plan={project.plan} project={project} />
      )}
      <Part title="Set with the brief">
        <ChoicesView choices={project.choices} />
      </Part>
      <Part title="Brief">
        <Markdown source={project.brief} className="max-w-prose" />
      </Part>
    </div>
  );
}

function PlanParts({ plan, project }: { plan: Plan; project: ProjectView }) {
  const { revisions, planRevision } = project;
  return (
    <>
      <Part title={revisions.length === 1 ? "Plan" : `Plan, revision ${planRevision}`}>
        {mayEdit(project) ? <EditPlanButton project={project} /> : null}
        <PlanOverview plan={plan} />
      </Part>
      {revisions.length === 1 ? null : (
        <Part title="Revisions">
          <PlanRevisions revisions={revisions} />
        </Part>
      )}
      {plan.comparison === null ? null : (
        <Part title="Comparison">
          <ComparisonTable comparison={plan.comparison} />
        </Part>
      )}
      <Part title="Assessment">
        <dl className="grid max-w-prose grid-cols-[8rem_1fr] gap-x-4 gap-y-1.5">
          <dt className="text-muted">Complexity</dt>
          <dd className="break-words">
            {plan.complexity.score} of 10.{" "}
            <span className="text-muted">
              <AgentLine text={plan.complexity.reason} />
            </span>
          </dd>
          <dt className="text-muted">Language</dt>
          <dd className="break-words">
            <AgentLine text={plan.language} />
          </dd>
        </dl>
      </Part>
      {plan.risks.length === 0 ? null : (
        <Part title="Risks">
          <Table label="Risks and what is done about them">
            <TableHead>
              <HeadCell>Risk</HeadCell>
              <HeadCell>What is done about it</HeadCell>
            </TableHead>
            <TableBody>
              {plan.risks.map((risk, index) => (
                <Row key={index}>
                  <Cell className="w-1/2 align-top break-words">
                    <AgentLine text={risk.risk} />
                  </Cell>
                  <Cell className="align-top break-words text-muted">
                    <AgentLine text={risk.mitigation} />
                  </Cell>
                </Row>
              ))}
            </TableBody>
          </Table>
        </Part>
      )}
      <Lines title="Success metrics" lines={plan.successMetrics} />
      <Lines title="Resources" lines={plan.resources} />
      <Lines title="Next steps" lines={plan.nextSteps} />
    </>
  );
}

/** What is to come can be changed while phases are carried out; a plan that waits for its answer is changed there. */
const mayEdit = ({ can, status, heldFrom }: ProjectView): boolean =>
  can.steer && (status === "RUNNING" || heldFrom === "RUNNING");

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2.5">
      <h2 className="text-md font-medium">{title}</h2>
      {children}
    </section>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return lines.length === 0 ? null : (
    <Part title={title}>
      <ul className="flex max-w-prose list-disc flex-col gap-1 pl-4 marker:text-faint">
        {lines.map((line, index) => (
          <li key={index} className="break-words">
            <AgentLine text={line} />
          </li>
        ))}
      </ul>
    </Part>
  );
}
