import Link from "next/link";
import type { DecidedAsk } from "#server/contract/inbox";
import { answerWords, askTitle } from "#client/asks/ask-words";
import { RelativeTime } from "#components/ui/relative-time";
import { VisibleText } from "#components/ui/visible-text-view";

/** What the answer was about. The verb before it says the rest. */
const decidedOn = ({ content }: DecidedAsk): string =>
  askTitle(content).replace(/^(?:allow|approve|decide about a tool:) /u, "");

/** What was asked, who decided what and when, and why. */
export function DecidedRow({ ask }: { ask: DecidedAsk }) {
  const { verb, words } = answerWords(ask.answer);
  return (
    <li className="flex items-start gap-3 px-4 py-2.5">
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <p className="line-clamp-2 text-sm break-words">
          <span className="font-medium">{verb}</span>
          {": "}
          <VisibleText text={decidedOn(ask)} />
        </p>
        {words === "" ? null : (
          <p className="text-sm break-words text-muted">
            “<VisibleText text={words} />”
          </p>
        )}
        <p className="truncate text-xs text-muted">
          {ask.by ?? "Nobody, in time"} in{" "}
          <Link href={`/projects/${ask.project.id}`} className="rounded-sm underline underline-offset-2">
            <VisibleText text={ask.project.title} />
          </Link>
        </p>
      </div>
      <span className="shrink-0 text-xs text-muted">
        <RelativeTime at={ask.answeredAt} />
      </span>
    </li>
  );
}
