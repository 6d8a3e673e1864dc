import type { Logger } from "../../platform/logger.ts";

/** What Claude Code needs of its surroundings. */
export interface ClaudeCodeDeps {
  readonly log: Pick<Logger, "debug" | "warn">;
  /** Absolute path of the claude program on the host, see `findClaudeCode`; null when there is none. */
  readonly binaryPath: string | null;
}
