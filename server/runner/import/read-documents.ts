import type { RepositoryDocument } from "../../contract/sources.ts";
import { readWorkspaceFile } from "../../sandbox/workspace-files.ts";

/** What a repository says of itself, in the order in which it is told; of each group the first that is there. */
const wanted: readonly (readonly string[])[] = [
  ["README.md", "Readme.md", "readme.md", "README.rst", "README.txt", "README"],
  ["AGENTS.md"],
  ["CLAUDE.md"],
];

/** Bytes of each. */
const most = 8_000;

/** @param filesPath absolute, on the host */
export const readDocuments = async (filesPath: string): Promise<RepositoryDocument[]> => {
  const found: RepositoryDocument[] = [];
  for (const group of wanted) {
    for (const path of group) {
      const file = await readWorkspaceFile(filesPath, path, most);
      if (file.outcome !== "read" && file.outcome !== "truncated") continue;
      if (file.content.includes(0)) continue;
      found.push({ path, text: file.content.toString("utf8"), truncated: file.outcome === "truncated" });
      break;
    }
  }
  return found;
};
