import process from "node:process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { childEnvironment } from "../../sandbox/environment.ts";
import { createWorkspaceGit, type WorkspaceGit } from "../../sandbox/git.ts";
import { createWorkspace } from "../../sandbox/workspace-files.ts";
import type { StepContext } from "../step-context.ts";

const gitTimeoutMs = 60_000;

/** The environment of what this step starts: an explicit few names, and a home and a temporary folder of the project's own. */
export const stepEnvironment = async ({
  workspace,
  hostEnvironment,
}: Pick<StepContext, "workspace" | "hostEnvironment">) => {
  const temporaryPath = path.join(workspace.homePath, "tmp");
  await mkdir(temporaryPath, { recursive: true });
  return childEnvironment({
    host: hostEnvironment,
    homePath: workspace.homePath,
    temporaryPath,
    nodePath: process.execPath,
  });
};

/** The project's workspace, made where it is absent, and its repository. Safe to repeat. */
export const openWorkspace = async (context: StepContext): Promise<WorkspaceGit> => {
  await createWorkspace(context.env.SPIRAL_DATA_DIR, context.project.id);
  const git = createWorkspaceGit({
    sandbox: context.sandbox,
    filesPath: context.workspace.filesPath,
    env: await stepEnvironment(context),
    marker: context.lease.attemptId,
    signal: context.signal,
    timeoutMs: gitTimeoutMs,
  });
  await git.init();
  return git;
};
