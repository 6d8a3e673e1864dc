import type { ProjectCard } from "#server/contract/views";
import { Duration } from "#components/ui/duration";
import { Cost, costsNothing, Tokens } from "#components/ui/amounts";
import { RelativeTime } from "#components/ui/relative-time";
import { nothingWorked, workTimeWords } from "#client/ui/work-time";

/** The small print of a card: time at work, tokens, cost, model. Only what was measured. */
export function ProjectFigures({ project }: { project: ProjectCard }) {
  const { work, usage, model, provider, createdAt } = project;
  const tokens = usage.inputTokens + usage.outputTokens;
  return (
    <div className="text-xs text-faint">
      {/* Every figure has its dot before it, and those at a line's beginning lie outside. */}
      <div className="overflow-hidden">
        <div className="-ml-4 flex flex-wrap items-center *:before:inline-block *:before:w-4 *:before:text-center *:before:content-['·']">
          {nothingWorked(work) ? (
            <span>
              Created <RelativeTime at={createdAt} />
            </span>
          ) : (
            <span title={workTimeWords}>
              <Duration time={work} />
            </span>
          )}
          {tokens > 0 ? <Tokens input={usage.inputTokens} output={usage.outputTokens} /> : null}
          {/* In a span of its own: its parts are set apart, and the dot is none of them. */}
          {costsNothing(usage) ? null : (
            <span>
              <Cost {...usage} />
            </span>
          )}
        </div>
      </div>
      {/* Runs of one sample differ in nothing else. */}
      {provider === "scripted" && !nothingWorked(work) ? (
        <div>
          Created <RelativeTime at={createdAt} />
        </div>
      ) : null}
      {model === null || provider === "scripted" ? null : (
        <div title="Model in use" className="truncate">
          {model}
        </div>
      )}
    </div>
  );
}
