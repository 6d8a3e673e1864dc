/** A tool as an agent called it: its input is whatever the agent sent. */
export interface CalledTool {
  readonly name: string;
  readonly input: unknown;
}

/** Path inside the project's files: what stands before it is the same in every line and says nothing. */
export const shortPath = (path: string): string =>
  path.replace(/^(?:.*\/prj_[0-9a-z]+\/files|\/workspace)\/(?=[^/])/u, "");

/** The fields that say what a call is aimed at, best first; only a path is shortened, never what is to be run. */
const targets = [
  { key: "file_path", isPath: true },
  { key: "command", isPath: false },
  { key: "pattern", isPath: false },
  { key: "path", isPath: true },
  { key: "description", isPath: false },
] as const;

/** A tool call on one line: its name and what it is aimed at. */
export const toolLine = ({ name, input }: CalledTool): string => {
  const fields = new Map<string, unknown>(Object.entries(input ?? {}));
  for (const { key, isPath } of targets) {
    const value = fields.get(key);
    if (typeof value !== "string") continue;
    const line = (isPath ? shortPath(value) : value).split("\n", 1)[0] ?? "";
    return `${name} ${line.length > 60 ? `${line.slice(0, 59)}…` : line}`;
  }
  return name;
};

/** What an agent does, with the tool that it has called last. */
export const withTool = (doing: string, tool: CalledTool | null): string =>
  tool === null ? doing : `${doing} · ${toolLine(tool)}`;
