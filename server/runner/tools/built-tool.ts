import { toolSize, type ToolManifest } from "../../contract/tools.ts";
import { listWorkspaceFiles } from "../../sandbox/list-workspace-files.ts";
import { readWorkspaceFile } from "../../sandbox/workspace-files.ts";
import { readManifest, toolContent, ToolContentError, type ToolContent } from "../../tools/tool-content.ts";
import type { StepContext } from "../step-context.ts";

/** A tool's folder as its build's workspace has it. */
export interface BuiltTool {
  readonly manifest: ToolManifest;
  readonly content: ToolContent;
}

/** @throws ToolContentError, with what is wrong in words */
export const readBuiltTool = async ({ room }: Pick<StepContext, "room">): Promise<BuiltTool> => {
  const { filesPath } = room.workspace;
  // One more than there may be, so that too many are seen; larger ones are not read.
  const listed = await listWorkspaceFiles(filesPath, toolSize.files + 1);
  const total = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  if (listed.length > toolSize.files || total > toolSize.bytes)
    throw new ToolContentError(
      `A tool may have at most ${toolSize.files} files and ${toolSize.bytes / 1024} KB; this has ${listed.length}${listed.length > toolSize.files ? " or more" : ""} and ${Math.ceil(total / 1024)} KB. Leave out what is not part of it.`,
    );
  const files = await Promise.all(
    listed.map(async ({ path }) => {
      const found = await readWorkspaceFile(filesPath, path, toolSize.bytes);
      if (found.outcome !== "read") throw new ToolContentError(`${path} cannot be read as a plain file.`);
      return { path, content: found.content };
    }),
  );
  const content = toolContent(files);
  return { manifest: readManifest(content), content };
};
