import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Hold } from "../../server/contract/statuses.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { useTRPC } from "../trpc.tsx";
import { GoOnWithoutButton } from "../tools/go-on-without-button.tsx";
import { Callout } from "../ui/callout.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { formatAtClock, formatDate, formatResumption, isWithinMinute } from "../ui/format.ts";
import { InlineCode } from "../ui/inline-code.tsx";
import { headlineOf } from "../ui/headline.ts";
import { useClock } from "../ui/use-now.ts";
import { afterKeyWords, whyNobodyStandsIn } from "./may-go-local.ts";
import { GoLocalButton } from "./stand-in.tsx";
import { refusesClaudes } from "./status-words.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";

/** "at 14:30", "on Sat 14:30", "within a minute", "any moment now". */
function Resumption({ until }: { until: string }) {
  const now = useClock();
  const at = new Date(until);
  return isWithinMinute(at, now) ? formatResumption(at, now) : formatAtClock(at, now);
}

/** How a wait for Claude ends: a limit by its time, an outage by a try that nobody knows the outcome of. */
function QuotaEnd({ hold }: { hold: Extract<Hold, { reason: "quota" }> }) {
  if (hold.tried === true)
    return "The work goes on by itself as soon as Claude has answered another project, which asks it now, or when you try again.";
  return hold.outage === true ? (
    <>
      Claude is tried again <Resumption until={hold.until} />, or when you try again, and the work goes on by itself
      once it answers.
    </>
  ) : (
    <>
      The work goes on by itself <Resumption until={hold.until} />, or when you try again.
    </>
  );
}

/** What stands in the way and what to do about it; nothing while all is well or an ask says it better. */
export function ProjectNotice({ project }: { project: ProjectView }) {
  if (project.archivedAt !== null) return <ArchivedNotice project={project} archivedAt={project.archivedAt} />;
  if (project.status === "FAILED" && project.error !== null) {
    return (
      <Callout tone="failed" title="The project failed">
        <VisibleText text={project.error} />
      </Callout>
    );
  }
  const { hold } = project;
  if (project.status !== "WAITING" || hold === null) return null;
  switch (hold.reason) {
    case "quota":
      return (
        <Callout title={<VisibleText text={hold.message} />} action={<GoLocalButton project={project} />}>
          Nothing is lost. <QuotaEnd hold={hold} /> <NobodyStandsIn project={project} />
        </Callout>
      );
    case "provider":
      return (
        <HoldNotice message={hold.message} action={<GoLocalButton project={project} />}>
          {hold.class === "no_account" ? (
            <>
              Enter an API key in <NoticeLink href="/settings">Settings</NoticeLink>
              <AfterKey /> <NobodyStandsIn project={project} />
            </>
          ) : refusesClaudes(project) ? (
            <>
              Enter a valid API key in <NoticeLink href="/settings">Settings</NoticeLink>, or sign in to Claude Code
              again, then retry.
            </>
          ) : (
            <InlineCode text={hold.fix} />
          )}
        </HoldNotice>
      );
    case "attention":
      return (
        <HoldNotice message={hold.message}>
          <InlineCode text={screeningFix(project) ?? hold.fix} />
        </HoldNotice>
      );
    case "tool_build":
      return (
        <Callout
          title={<>Waiting for the tool {hold.name}, which is being built</>}
          action={project.can.steer ? <GoOnWithoutButton projectId={project.id} /> : null}
        >
          Nothing is lost. The work goes on by itself when the tool is accepted, or when there will be none.{" "}
          <NoticeLink href={`/projects/${hold.projectId}`}>See how it is built</NoticeLink>
        </Callout>
      );
    case "permission":
    case "question":
    case "allocation":
    case "tool_request":
    case "budget":
      return null;
    default:
      return hold satisfies never;
  }
}

function NoticeLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="rounded-sm text-accent underline underline-offset-2">
      {children}
    </Link>
  );
}

function AfterKey() {
  const trpc = useTRPC();
  const { data: fallback } = useQuery(trpc.fallback.state.queryOptions());
  return afterKeyWords(fallback);
}

/** Why no local model works meanwhile, and where that is changed. */
function NobodyStandsIn({ project }: { project: ProjectView }) {
  const trpc = useTRPC();
  const { data: fallback } = useQuery(trpc.fallback.state.queryOptions());
  const nobody = whyNobodyStandsIn(project, fallback);
  if (nobody === null) return null;
  return (
    <>
      {nobody.why}
      {nobody.inSettings ? (
        <>
          {" "}
          <NoticeLink href="/settings/fallback">Settings, Fallback</NoticeLink>
        </>
      ) : null}
    </>
  );
}

/** What happened in a line, and what to do; all that a program said about it where one wants to read it. */
function HoldNotice({
  message,
  action = null,
  children,
}: {
  message: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  const { head, whole } = headlineOf(message);
  return (
    <Callout tone="needs" title={<InlineCode text={head} />} action={action}>
      {children}
      {whole === null ? null : (
        <details className="mt-1.5">
          <summary className="cursor-pointer rounded-sm hover:text-ink">All that was said</summary>
          <CodeBlock text={whole} label="All that was said" wrap className="mt-1.5" bodyClassName="max-h-48" />
        </details>
      )}
    </Callout>
  );
}

/** What to do where the screening holds what came in, instead of what is said of an import that failed. */
const screeningFix = ({ source }: ProjectView): string | null =>
  source !== null && !source.imported && source.screening?.decision === "unconfirmed"
    ? "Nothing has failed. Look at the list below: if it may be there, say so and the project goes on; otherwise take it out where it comes from and retry, or start from something else."
    : null;

function ArchivedNotice({ project, archivedAt }: { project: ProjectView; archivedAt: Date }) {
  const { removedAt } = project.workspace;
  if (removedAt !== null) {
    return (
      <Callout title={<>Workspace removed on {formatDate(removedAt)}</>}>
        The project stays archived. Its activity, changes, checks and report can still be read; its files are gone.
      </Callout>
    );
  }
  return (
    <Callout title={<>Archived on {formatDate(archivedAt)}</>}>
      It can only be read. {project.can.steer ? "Take it out of the archive in its menu to change anything." : null}
    </Callout>
  );
}
