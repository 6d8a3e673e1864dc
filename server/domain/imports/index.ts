export { admitSource, allowedRoot, storeSource } from "./admit-source.ts";
export { changeSource, confirmImport } from "./change-source.ts";
export { importOutput } from "./import-output.ts";
export { screenImport } from "./screen-import.ts";
export { sourceView } from "./source-view.ts";
