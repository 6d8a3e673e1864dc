export { readFindings } from "./findings.ts";
export { readHealth } from "./health.ts";
