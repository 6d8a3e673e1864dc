import { ChangeMark, LineCounts } from "../evidence/changed-files.tsx";
import { visibleName } from "../ui/visible-text.ts";
import { VisibleName } from "../ui/visible-text-view.tsx";
import type { FileDiff } from "./file-diffs.ts";

interface FileIndexProps {
  files: readonly FileDiff[];
  /** Which phases changed a file, in short ("1, 2"); null: it goes without saying. */
  phasesOf: (phaseIds: readonly string[]) => string | null;
  /** Of the view of the file at this place. */
  idOf: (index: number) => string;
}

/** All changed files, one a line; leads to their differences. */
export function FileIndex({ files, phasesOf, idOf }: FileIndexProps) {
  return (
    <nav
      aria-label="Changed files"
      className="scroll-quiet max-h-46 min-w-0 overflow-y-auto 2xl:sticky 2xl:top-3 2xl:max-h-[70dvh] 2xl:self-start"
    >
      <ul className="flex flex-col">
        {files.map(({ file }, index) => (
          <li key={file.path}>
            <button
              type="button"
              onClick={() => {
                const target = document.getElementById(idOf(index));
                target?.scrollIntoView({ block: "start" });
                target?.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
              }}
              className="flex h-7 w-full items-center gap-2 rounded-sm px-1.5 text-left hover:bg-hover pointer-coarse:h-10"
            >
              <ChangeMark change={file.change} />
              <span className="min-w-0 flex-1 truncate font-mono text-xs" title={visibleName(file.path)}>
                <VisibleName text={file.path} />
              </span>
              <PhaseNumbers words={phasesOf(file.phaseIds)} />
              <LineCounts insertions={file.insertions} deletions={file.deletions} />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function PhaseNumbers({ words }: { words: string | null }) {
  return words === null ? null : <span className="tabular shrink-0 text-xs text-faint">{words}</span>;
}
