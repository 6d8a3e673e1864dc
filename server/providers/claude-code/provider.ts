import type { AgentProvider, AnalysisProvider } from "../provider.ts";
import { analyse } from "./analyse.ts";
import type { ClaudeCodeDeps } from "./deps.ts";
import { runAgent } from "./run-agent.ts";

/** Claude Code as a provider: carries out assignments in a workspace, and answers questions in a demanded structure. */
export const createClaudeCodeProvider = (deps: ClaudeCodeDeps): AgentProvider & AnalysisProvider => ({
  run: (options) => runAgent(deps, options),
  analyse: (options) => analyse(deps, options),
});
