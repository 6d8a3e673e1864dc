export { readOwnerCredential } from "./owner-credential.ts";
export { createClaudeCodeProvider } from "./provider.ts";
export { detectClaudeCode, findClaudeCode } from "./detect.ts";
