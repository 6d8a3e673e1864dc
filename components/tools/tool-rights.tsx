import { TriangleAlert } from "lucide-react";
import type { ToolRights } from "#server/contract/tools";
import { Badge } from "#components/ui/badge";
import { rightLines } from "./rights-words.ts";

/** What a tool may do while it is called; what is wider than in the version in use stands out. */
export function ToolRightsList({ rights, before = null }: { rights: ToolRights; before?: ToolRights | null }) {
  return (
    <ul className="flex flex-col gap-1">
      {rightLines(rights, before).map(({ words, wider }) => (
        <li key={words} className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
          <span aria-hidden className="size-1 shrink-0 rounded-full bg-faint" />
          <span className="min-w-0 break-words">{words}</span>
          {wider ? (
            <Badge tone="needs" icon={TriangleAlert} title="The version in use may not do this">
              Wider
            </Badge>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
