export { createChanges, logReader, type Changes } from "./changes.ts";
export { sharedChanges } from "./shared-changes.ts";
export { tail, type TailOptions } from "./tail.ts";
