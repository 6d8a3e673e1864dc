export { noteLimits } from "./note-limits.ts";
export { readLimits } from "./read-limits.ts";
