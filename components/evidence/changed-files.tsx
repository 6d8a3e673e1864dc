import type { ChangedFile } from "../../server/contract/outputs.ts";
import { cn } from "../ui/cn.ts";
import { visibleName } from "../ui/visible-text.ts";
import { VisibleName } from "../ui/visible-text-view.tsx";

const marks = {
  added: { letter: "A", label: "Added", classes: "text-done" },
  modified: { letter: "M", label: "Modified", classes: "text-needs" },
  deleted: { letter: "D", label: "Deleted", classes: "text-failed" },
  renamed: { letter: "R", label: "Renamed", classes: "text-fallback" },
} as const satisfies Record<ChangedFile["change"], { letter: string; label: string; classes: string }>;

/** What became of a file, as a letter with its word. */
export function ChangeMark({ change }: { change: ChangedFile["change"] }) {
  const { letter, label, classes } = marks[change];
  return (
    <abbr
      title={label}
      aria-label={label}
      className={cn("w-4 shrink-0 text-center font-mono text-xs no-underline", classes)}
    >
      {letter}
    </abbr>
  );
}

/** Lines that came and went. */
export function LineCounts({ insertions, deletions }: { insertions: number; deletions: number }) {
  return (
    <span className="tabular shrink-0 font-mono text-xs">
      <span className={insertions === 0 ? "text-faint" : "text-done"}>+{insertions}</span>{" "}
      <span className={deletions === 0 ? "text-faint" : "text-failed"}>−{deletions}</span>
    </span>
  );
}

/** Changed files, one a line. */
export function ChangedFileList({ files, className }: { files: readonly ChangedFile[]; className?: string }) {
  return (
    <ul className={cn("flex flex-col gap-0.5", className)}>
      {files.map((file) => (
        <li key={file.path} className="flex items-center gap-2">
          <ChangeMark change={file.change} />
          <span className="min-w-0 flex-1 truncate font-mono text-xs" title={visibleName(file.path)}>
            <VisibleName text={file.path} />
          </span>
          <LineCounts insertions={file.insertions} deletions={file.deletions} />
        </li>
      ))}
    </ul>
  );
}

/** Lines that came and went in all files together. */
export const totalsOf = (files: readonly ChangedFile[]): { insertions: number; deletions: number } => ({
  insertions: files.reduce((sum, file) => sum + file.insertions, 0),
  deletions: files.reduce((sum, file) => sum + file.deletions, 0),
});
