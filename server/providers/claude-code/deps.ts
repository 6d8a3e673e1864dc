import type { Logger } from "../../platform/logger.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";

/** What Claude Code needs of its surroundings. */
export interface ClaudeCodeDeps {
  readonly sandbox: Sandbox;
  readonly log: Pick<Logger, "debug" | "warn">;
  /** The runner's own environment: HOME and CLAUDE_CONFIG_DIR say where a sign-in is; few names reach the process. */
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the claude program, see `findClaudeCode`; null when there is none. */
  readonly binaryPath: string | null;
}
