export { readFindings } from "./findings.ts";
export { readHealth } from "./health.ts";
export { productVersion } from "./version.ts";
export { readSandbox } from "./sandbox.ts";
