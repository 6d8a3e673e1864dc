export { readDecided, readSimilar } from "./read-decided.ts";
export { readInbox } from "./read-inbox.ts";
