import type { AskView, ProjectView } from "../../server/contract/views.ts";
import { shortPath } from "../../server/contract/activity.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";

interface AskOriginProps {
  project: Pick<ProjectView, "source">;
  ask: Pick<AskView, "readBefore">;
}

/** What may have led an agent to ask: words that are not the user's. Nothing where it has read none. */
export function AskOrigin({ project: { source }, ask: { readBefore } }: AskOriginProps) {
  if (readBefore.length === 0) return null;
  return (
    <p className="text-xs break-words text-muted">
      Before it asked, it had read{" "}
      {readBefore.map((target, index) => (
        <span key={index}>
          {index === 0 ? "" : ", "}
          <span className="font-mono">
            <VisibleText text={shortPath(target)} />
          </span>
        </span>
      ))}
      {source === null ? null : (
        <>
          {" "}
          in a project that began with <VisibleText text={source.words} />
        </>
      )}
      . What stands there is not your word: it can lead an agent to ask.
    </p>
  );
}
