import { chmod, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { newId } from "../../platform/ids.ts";
import { hashOfContent, type ToolContent } from "../../tools/tool-content.ts";

/** Where a tool's files lie while it is called. Nobody but the runner can write there. */
export const toolsFolder = (dataDir: string): string => path.join(path.resolve(dataDir), "tools");

/**
 * Lays a tool's files out read-only, in a folder that is named by their hash, where they do not lie already.
 * @returns the folder, absolute
 */
export const layOutTool = async (dataDir: string, content: ToolContent): Promise<string> => {
  const tools = toolsFolder(dataDir);
  const folder = path.join(tools, hashOfContent(content));
  await mkdir(tools, { recursive: true, mode: 0o755 });
  if ((await readdir(tools)).includes(path.basename(folder))) return folder;
  const making = path.join(tools, `.${newId("tool")}`);
  await mkdir(making, { mode: 0o755 });
  for (const { path: file, content: bytes } of content) {
    const target = path.join(making, file);
    await mkdir(path.dirname(target), { recursive: true, mode: 0o755 });
    await writeFile(target, bytes, { mode: 0o444 });
  }
  await chmod(making, 0o555);
  // Another runner may have been first, with the same.
  await rename(making, folder).catch(() => rm(making, { recursive: true, force: true }));
  return folder;
};

/** What lies in a folder now. */
export const readToolFolder = async (folder: string): Promise<ToolContent> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  const content = await Promise.all(
    files.map(async (file) => {
      const absolute = path.join(file.parentPath, file.name);
      const relative = path.relative(folder, absolute).split(path.sep).join("/");
      // A link in a file's place is no content that anybody has accepted.
      return { path: relative, content: file.isFile() ? await readFile(absolute) : Buffer.from("not a file") };
    }),
  );
  return content.toSorted((a, b) => (a.path < b.path ? -1 : 1));
};
