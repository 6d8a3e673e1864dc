export { outdatedAttemptOutputs, whileEnded } from "./attempt-outputs.ts";
export { beginMeasuring, noteFolders, storeSize } from "./measure-workspaces.ts";
export { forgetOrphan, isOrphanToRemove, removeOrphan } from "./orphaned-workspaces.ts";
export { readStorage } from "./read-storage.ts";
export { locateWorkspace, workspaceDiff, workspaceFile, workspaceFiles } from "./read-workspace.ts";
export { confirmRemoval, decideRemovalsByRule, pendingRemovals, removeWorkspace } from "./remove-workspace.ts";
export { toWorkspaceView } from "./workspace-size.ts";
