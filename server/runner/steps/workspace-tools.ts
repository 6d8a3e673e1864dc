import { createWorkspaceGit, type WorkspaceGit } from "../../sandbox/git.ts";
import type { StepContext } from "../step-context.ts";

const gitTimeoutMs = 60_000;

/** The project's workspace, made where it is absent, and its repository. Safe to repeat. */
export const openWorkspace = async ({ room, signal }: StepContext): Promise<WorkspaceGit> => {
  const git = createWorkspaceGit({ sandbox: await room.sandbox(), signal, timeoutMs: gitTimeoutMs });
  await git.init();
  return git;
};
