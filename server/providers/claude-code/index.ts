export { createClaudeCodeProvider } from "./provider.ts";
export type { ClaudeCodeDeps } from "./deps.ts";
export { compareVersions, detectClaudeCode, findClaudeCode, minimumVersion } from "./detect.ts";
export type { ClaudeCodeFound, DetectOptions } from "./detect.ts";
