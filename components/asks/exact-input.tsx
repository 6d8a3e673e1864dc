import { diffLines } from "../activity/line-diff.ts";
import { textField } from "../activity/tool-summary.ts";
import { DiffLinesView } from "../diff/diff-lines-view.tsx";
import { ScrollRegion } from "../ui/scroll-region.tsx";
import { visibleText } from "../ui/visible-text.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";

/** Fields in words; any other is shown under its own name. */
const labels = new Map([
  ["command", "Command"],
  ["description", "What the agent says it does"],
  ["file_path", "File"],
  ["notebook_path", "Notebook"],
  ["content", "Content"],
  ["url", "Address"],
]);
/** A field of a tool's input in words, or by its own name. */
export const fieldLabel = (name: string): string => labels.get(name) ?? visibleText(name);

/** Shown together, as a difference. */
const replaced = new Set(["old_string", "new_string"]);

const pane = "max-h-80 rounded-md border bg-sunken";

/**
 * All of what a tool would be given, nothing shortened, cut off or left out, hidden characters and terminal codes
 * visible: this is what a person allows.
 */
export function ExactInput({ input }: { input: unknown }) {
  const fields =
    input !== null && typeof input === "object" && !Array.isArray(input)
      ? Object.entries(input)
      : [["input", input] as const];
  const before = textField(input, "old_string");
  const after = textField(input, "new_string");
  const change = before === null || after === null ? null : diffLines(before, after);
  return (
    <dl className="flex flex-col gap-2.5">
      {fields
        .filter(([name]) => change === null || !replaced.has(name))
        .map(([name, value]) => (
          <div key={name} className="flex min-w-0 flex-col gap-1">
            <dt className="text-xs text-muted">{labels.get(name) ?? <VisibleText text={name} />}</dt>
            <dd>
              <ScrollRegion label={labels.get(name) ?? name} className={pane}>
                <pre className="px-3 py-2 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
                  <VisibleText text={typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "")} />
                </pre>
              </ScrollRegion>
            </dd>
          </div>
        ))}
      {change === null ? null : (
        <div className="flex min-w-0 flex-col gap-1">
          <dt className="text-xs text-muted">Change</dt>
          <dd>
            <ScrollRegion label="Change" className={`${pane} py-1`}>
              <DiffLinesView numbered={false} lines={change.map((line) => ({ ...line, before: null, after: null }))} />
            </ScrollRegion>
          </dd>
        </div>
      )}
    </dl>
  );
}
