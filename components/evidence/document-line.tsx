import type { DocumentFacts } from "../../server/contract/documents.ts";
import { formatNumberOf } from "../ui/format.ts";
import { VisibleName } from "../ui/visible-text-view.tsx";

/** A document that an analysis rests on, as the runner found it. */
export function DocumentLine({ document: { path, words, sections } }: { document: DocumentFacts }) {
  const facts = [
    words === null ? null : words === 0 ? "empty" : formatNumberOf(words, "word"),
    sections.length === 0 ? null : formatNumberOf(sections.length, "section"),
  ].filter((fact) => fact !== null);
  return (
    <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      <span className="min-w-0 font-mono text-xs break-all">
        <VisibleName text={path} />
      </span>
      <span className={words === 0 ? "text-needs" : "text-muted"}>{facts.join(", ")}</span>
    </span>
  );
}
