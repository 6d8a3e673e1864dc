import type { ProjectCard } from "#server/contract/views";
import { Duration } from "#components/ui/duration";
import { Money, Tokens } from "#components/ui/amounts";
import { RelativeTime } from "#components/ui/relative-time";

/** The small print of a card: elapsed, tokens, cost, model. Only what was measured. */
export function ProjectFigures({ project }: { project: ProjectCard }) {
  const { startedAt, finishedAt, usage, model, provider, createdAt } = project;
  const tokens = usage.inputTokens + usage.outputTokens;
  return (
    <div className="text-xs text-faint">
      <div className="flex flex-wrap items-center [&>*+*]:before:mx-1.5 [&>*+*]:before:content-['·']">
        {startedAt === null ? (
          <span>
            Created <RelativeTime at={createdAt} />
          </span>
        ) : (
          <span title={finishedAt === null ? "Elapsed so far" : "Took"}>
            <Duration from={startedAt} to={finishedAt} />
          </span>
        )}
        {tokens > 0 ? <Tokens input={usage.inputTokens} output={usage.outputTokens} /> : null}
        {usage.reportedCostMicros === null ? null : <Money micros={usage.reportedCostMicros} />}
      </div>
      {model === null || provider === "scripted" ? null : (
        <div title="Model in use" className="truncate">
          {model}
        </div>
      )}
    </div>
  );
}
