import { readFileSync } from "node:fs";
import path from "node:path";
import type { Options } from "@anthropic-ai/claude-agent-sdk";
import type { OwnTool } from "../provider.ts";

const server = "spiral";
const program = readFileSync(path.join(import.meta.dirname, "own-tools.cjs"), "utf8");

/** What Claude Code calls one of our own tools. */
export const ownToolName = (name: string): string => `mcp__${server}__${name}`;

/** The plain name of one of our own tools; null for any other. */
export const plainToolName = (claudeName: string): string | null => {
  const prefix = ownToolName("");
  return claudeName.startsWith(prefix) ? claudeName.slice(prefix.length) : null;
};

/**
 * Our own tools as Claude Code takes them: an MCP server in the sandbox, which only says back what the hook before the
 * call has decided. A server in this process would need no process there, but a deferred call to one cannot be resumed:
 * Claude Code goes on with it before it has connected (tried with 2.1.329).
 */
export const ownToolServers = (tools: readonly OwnTool[]): NonNullable<Options["mcpServers"]> =>
  tools.length === 0
    ? {}
    : {
        [server]: {
          type: "stdio",
          command: "node",
          args: ["--max-old-space-size=64", "--eval", program, JSON.stringify(tools)],
          // Or a resumed process may go on with a deferred call before the server is there.
          alwaysLoad: true,
        },
      };

/** The call's input with what is to be given back. */
export const answeredInput = (input: unknown, text: string): Record<string, unknown> => ({
  ...(typeof input === "object" && input !== null ? input : {}),
  answer: text,
});
