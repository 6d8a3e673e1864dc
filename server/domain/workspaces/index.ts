export { workspaceDiff, workspaceFile, workspaceFiles } from "./read-workspace.ts";
