/** A tool as an agent called it: its input is whatever the agent sent. */
export interface CalledTool {
  readonly name: string;
  readonly input: unknown;
}

/** A tool call on one line: its name and what it is aimed at. */
export const toolLine = ({ name, input }: CalledTool): string => {
  const fields = new Map<string, unknown>(Object.entries(input ?? {}));
  const target = ["file_path", "command", "pattern", "path", "description"]
    .map((key) => fields.get(key))
    .find((value) => typeof value === "string");
  if (typeof target !== "string") return name;
  const short = target.split("/files/").at(-1)?.split("\n", 1)[0] ?? "";
  return `${name} ${short.length > 60 ? `${short.slice(0, 59)}…` : short}`;
};

/** What an agent does, with the tool that it has called last. */
export const withTool = (doing: string, tool: CalledTool | null): string =>
  tool === null ? doing : `${doing} · ${toolLine(tool)}`;
