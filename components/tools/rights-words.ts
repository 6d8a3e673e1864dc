import type { ToolRights } from "#server/contract/tools";

/** One right in words, and whether it goes beyond the version in use. */
export interface RightLine {
  readonly words: string;
  readonly wider: boolean;
}

const fileWords = {
  none: "sees none of the project's files",
  read: "reads the project's files",
  write: "reads and changes the project's files",
} as const satisfies Record<ToolRights["files"], string>;

const breadth = { none: 0, read: 1, write: 2 } as const satisfies Record<ToolRights["files"], number>;

/** What a tool may do, a line for each right. `before`: of the version in use; null: there is none to compare with. */
export const rightLines = (rights: ToolRights, before: ToolRights | null): readonly RightLine[] => [
  { words: fileWords[rights.files], wider: before !== null && breadth[rights.files] > breadth[before.files] },
  ...(rights.hosts.length === 0
    ? [{ words: "reaches nobody over the network", wider: false }]
    : rights.hosts.map((host) => ({
        words: `may reach ${host}`,
        wider: before !== null && !before.hosts.includes(host),
      }))),
  {
    words: `${rights.seconds} s for each call`,
    wider: before !== null && rights.seconds > before.seconds,
  },
  { words: `${rights.memoryMb} MB of memory`, wider: before !== null && rights.memoryMb > before.memoryMb },
];
