import { cut } from "../material.ts";

/** A tool call as the log has it. */
export interface ToolCall {
  readonly tool: string;
  readonly input: unknown;
}

const longestInput = 400;

const Field = { Bash: "command", Read: "file_path", Write: "file_path", Edit: "file_path", Grep: "pattern" } as const;

const named = (tool: string): tool is keyof typeof Field => Object.hasOwn(Field, tool);

/** "Bash: npm test". Of most tools one field says it. */
export const describeCall = ({ tool, input }: ToolCall): string => {
  const fields: Record<string, unknown> = typeof input === "object" && input !== null ? { ...input } : {};
  const told = named(tool) ? fields[Field[tool]] : undefined;
  const text = typeof told === "string" ? told : (JSON.stringify(input) ?? "");
  return `${tool}: ${cut(text, { max: longestInput, keep: "start" })}`;
};
