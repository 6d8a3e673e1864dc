export { readFindings } from "./findings.ts";
export { readHealth } from "./health.ts";
export { readSandbox } from "./sandbox.ts";
