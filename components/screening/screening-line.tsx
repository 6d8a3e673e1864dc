import type { ProjectView } from "#server/contract/views";
import { formatNumberOf } from "#client/ui/format";
import { VisibleText } from "#components/ui/visible-text-view";

type Screening = NonNullable<ProjectView["screening"]>;

/** What became of the findings, in a few words. */
const outcome = ({ decision, by }: Screening): string => {
  switch (decision) {
    case "confirmed":
      return `${by ?? "Somebody"} looked at what was found, and confirmed it`;
    case "shown":
      return "shown before it was submitted";
    case "nothing_found":
      return "";
    default:
      return decision satisfies never;
  }
};

/** One quiet line: what the screening of the brief found, and what was decided. Nothing where it found nothing. */
export function ScreeningLine({ screening }: { screening: Screening }) {
  const { findings } = screening;
  if (findings.length === 0) return null;
  return (
    <details className="px-1 text-xs text-muted">
      <summary className="w-fit cursor-pointer rounded-sm">
        Screening of the brief: {formatNumberOf(findings.length, "finding")}, <VisibleText text={outcome(screening)} />
      </summary>
      <ul className="mt-1 flex max-h-40 flex-col gap-1 overflow-y-auto">
        {findings.map(({ span, rule, message, excerpt }) => (
          <li key={`${span.start} ${rule}`}>
            Line {span.line}: <VisibleText text={message} />{" "}
            <span className="font-mono break-all">
              <VisibleText text={excerpt} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
