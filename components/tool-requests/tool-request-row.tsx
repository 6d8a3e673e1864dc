import Link from "next/link";
import { roleLabels } from "#server/contract/roles";
import { requestScore, verdictWords, type ToolRequestView as View } from "#server/contract/tool-requests";
import { Badge } from "#components/ui/badge";
import { RelativeTime } from "#components/ui/relative-time";
import { VisibleText } from "#components/ui/visible-text-view";
import { AdviceView } from "./advice-view.tsx";
import { ToolRequestView } from "./tool-request-view.tsx";
import { approvalWords, requestStatuses, verdictVerb } from "./tool-words.ts";

/** One request on a line; opened, all that was said and decided. */
export function ToolRequestRow({ view }: { view: View }) {
  const { request, status, project, from, phase, verdict, decidedBy, decidedAt, createdAt } = view;
  const { word, tone } = requestStatuses[status];
  return (
    <li>
      <details className="group">
        <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3 hover:bg-hover focus-visible:-outline-offset-2">
          <span className="min-w-0 flex-1 basis-56">
            <span className="font-mono text-sm font-medium break-all">{request.name}</span>
            <span className="block truncate text-xs text-muted">
              {roleLabels[from].name} in <VisibleText text={project.title} />
              {phase === null ? "" : `, phase ${phase}`}
            </span>
          </span>
          <span className="text-xs text-muted">Score {requestScore(request)} of 25</span>
          <Badge tone={tone}>{word}</Badge>
          <span className="text-xs text-muted">
            <RelativeTime at={decidedAt ?? createdAt} />
          </span>
        </summary>
        <div className="flex flex-col gap-3 border-t px-4 py-3">
          {status === "PENDING" ? (
            <p>
              <Link href="/inbox" className="rounded-sm text-accent underline underline-offset-2">
                Decide in the inbox
              </Link>
            </p>
          ) : null}
          {verdict === null ? null : (
            <div className="flex flex-col gap-1">
              <p>
                <span className="font-medium">{verdictVerb(verdict)}</span>
                {decidedBy === null ? "" : ` by ${decidedBy}`}
                {verdict.decision === "approve" ? `. ${approvalWords(verdict)}` : ""}
              </p>
              {verdictWords(verdict)
                .filter((words) => words !== "")
                .map((words) => (
                  <p key={words} className="break-words text-muted">
                    “<VisibleText text={words} />”
                  </p>
                ))}
            </div>
          )}
          <ToolRequestView request={request} waits={status === "PENDING" && request.blocking} />
          <AdviceView advice={view} />
          <p className="text-xs text-muted">
            Asked <RelativeTime at={createdAt} /> in{" "}
            <Link href={`/projects/${project.id}`} className="rounded-sm underline underline-offset-2">
              <VisibleText text={project.title} />
            </Link>
          </p>
        </div>
      </details>
    </li>
  );
}
