export { createChanges, logReader, type Changes } from "./changes.ts";
export { sharedChanges } from "./shared-changes.ts";
export { tail } from "./tail.ts";
