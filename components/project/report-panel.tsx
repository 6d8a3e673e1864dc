import { Download, ScrollText } from "lucide-react";
import type { ReactNode } from "react";
import { isEnded } from "../../server/contract/statuses.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Markdown } from "../ui/markdown.tsx";
import { ComparisonTable } from "../plan/comparison-table.tsx";
import { StoodInBadge } from "./stand-in.tsx";
import { StandInList } from "./stand-in-list.tsx";
import { scriptedWords } from "./status-words.ts";
import { AgentLine } from "../evidence/agent-line.tsx";

/** The Project Manager's report at the end. */
export function ReportPanel({ project }: { project: ProjectView }) {
  const { report } = project;
  if (report === null) {
    return (
      <EmptyState
        icon={ScrollText}
        title={isEnded(project.status) ? "There is no report" : "No report yet"}
        className="m-4"
      >
        {isEnded(project.status)
          ? "The project ended before all of its phases were accepted. Activity, changes and checks stay."
          : "When all phases are accepted, the Project Manager writes what was built, what is left, and how to run it."}
      </EmptyState>
    );
  }
  return (
    <article className="flex max-w-3xl flex-col gap-6 px-4 py-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <span className="flex flex-wrap items-center gap-2">
          <h2 className="text-md font-medium">Report</h2>
          <StoodInBadge project={project} />
        </span>
        <Button asChild size="sm">
          <a href={`/api/projects/${project.id}/report?cycle=${project.cycle}`} download>
            <Download aria-hidden />
            Download Markdown
          </a>
        </Button>
      </div>
      {project.provider === "scripted" ? (
        <Callout tone="scripted" title={scriptedWords}>
          The words of this report were played from a script. The files, the commands and the checks it speaks of are
          real.
        </Callout>
      ) : null}
      <Markdown source={report.summary} className="max-w-prose text-md" />
      {project.plan?.comparison == null ? null : (
        <Part title="Comparison">
          <p className="text-muted">Scores are from 1 to 10, as the plan gave them.</p>
          <ComparisonTable comparison={project.plan.comparison} />
        </Part>
      )}
      <Part title="What was built">
        <Lines lines={report.built} />
      </Part>
      {project.standInWork.length === 0 ? null : (
        <Part title="Built on a local model">
          <StandInList work={project.standInWork} phases={project.phases} />
        </Part>
      )}
      <Part title="What is left">
        {report.remainingIssues.length === 0 ? (
          <p className="text-muted">Nothing that is known of.</p>
        ) : (
          <Lines lines={report.remainingIssues} />
        )}
      </Part>
      <Part title="How to run it">
        <Markdown source={report.howToRun} />
      </Part>
      <Part title="How to deploy it">
        <Markdown source={report.howToDeploy} />
      </Part>
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <h3 className="font-medium">{title}</h3>
      {children}
    </section>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="flex max-w-prose list-disc flex-col gap-1 pl-4 marker:text-faint">
      {lines.map((line, index) => (
        <li key={index} className="break-words">
          <AgentLine text={line} />
        </li>
      ))}
    </ul>
  );
}
