import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { extract, pack } from "tar-stream";
import { manifestFile, ToolManifest, toolSize, type ToolFile } from "../contract/tools.ts";

/** A tool's folder as content: what is hashed, accepted, kept and carried from one installation to another. */

/** Plain files in the order of their paths, forward slashes. Nothing else belongs to a tool: no links, no modes. */
export type ToolContent = readonly { readonly path: string; readonly content: Buffer }[];

/** What is no tool's folder, in words for people. */
export class ToolContentError extends Error {
  override readonly name = "ToolContentError";
}

/** Names that mean the same everywhere, and nothing to any program. */
const plainPath = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9_.@+-]+(?:\/[A-Za-z0-9_.@+-]+)*$/;

/** In its order, and within the limits. @throws ToolContentError */
export const toolContent = (files: ToolContent): ToolContent => {
  const total = files.reduce((sum, { content }) => sum + content.length, 0);
  if (files.length > toolSize.files)
    throw new ToolContentError(`A tool may have at most ${toolSize.files} files; these are ${files.length}.`);
  if (total > toolSize.bytes)
    throw new ToolContentError(
      `A tool may have at most ${toolSize.bytes / 1024} KB; these files have ${Math.ceil(total / 1024)} KB.`,
    );
  const odd = files.find(({ path }) => !plainPath.test(path));
  if (odd !== undefined)
    throw new ToolContentError(
      `A tool's files have plain names (letters, digits and _ . @ + -); ${JSON.stringify(odd.path.slice(0, 100))} is none.`,
    );
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  if (new Set(sorted.map(({ path }) => path)).size < sorted.length)
    throw new ToolContentError("Two of these files have the same name.");
  return sorted;
};

/**
 * The name of exactly this content: sha256 over each file's path, length and own sha256, in the order of the paths.
 * Written down in docs/tools.md, so that anybody can compute it.
 */
export const hashOfContent = (files: ToolContent): string => {
  const whole = createHash("sha256");
  for (const { path, content } of files) {
    const own = createHash("sha256").update(content).digest("hex");
    whole.update(`${path}\0${content.length}\0${own}\n`);
  }
  return whole.digest("hex");
};

export const filesOf = (files: ToolContent): ToolFile[] =>
  files.map(({ path, content }) => ({ path, bytes: content.length }));

/** The manifest in a tool's folder; its program may still be to come. @throws ToolContentError with all that is wrong */
export const readManifest = (files: ToolContent): ToolManifest => {
  const text = files.find(({ path }) => path === manifestFile)?.content.toString("utf8");
  if (text === undefined) throw new ToolContentError(`There is no ${manifestFile}, so this is no tool.`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ToolContentError(`${manifestFile} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = ToolManifest.safeParse(json);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "It"}: ${message}`);
  throw new ToolContentError(`${manifestFile} is not in its form:\n${wrong.join("\n")}`);
};

/** That the program is there which the manifest names. @throws ToolContentError */
export const demandProgram = (files: ToolContent, { main }: Pick<ToolManifest, "main">): void => {
  if (!files.some(({ path }) => path === main))
    throw new ToolContentError(`${manifestFile} names ${main} as its program, and there is no such file.`);
};

const noTime = new Date(0);

/** As a packed tar. */
export const packContent = async (files: ToolContent): Promise<Buffer> => {
  const tar = pack();
  for (const { path, content } of files) tar.entry({ name: path, mtime: noTime, mode: 0o644 }, content);
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) if (part instanceof Uint8Array) parts.push(Buffer.from(part));
  return promisify(gzip)(Buffer.concat(parts));
};

/** Room for the headers and paddings of as many files as a tool may have. */
const mostTarBytes = toolSize.bytes + (toolSize.files + 4) * 2_048;

/** Reads a packed tar, which may come from anywhere. @throws ToolContentError where it is no tool's folder */
export const unpackContent = async (archive: Uint8Array): Promise<ToolContent> => {
  let plain: Buffer;
  try {
    plain = await promisify(gunzip)(archive, { maxOutputLength: mostTarBytes });
  } catch {
    throw new ToolContentError("This is no packed tar (.tar.gz), or it holds more than a tool may.");
  }
  const files: { path: string; content: Buffer }[] = [];
  const tar = extract();
  tar.end(plain);
  try {
    for await (const entry of tar) {
      const { name, type } = entry.header;
      if (type !== "file" && type !== "directory")
        throw new ToolContentError(`${JSON.stringify(name.slice(0, 100))} is neither a file nor a folder.`);
      const parts: Buffer[] = [];
      for await (const part of entry) if (part instanceof Uint8Array) parts.push(Buffer.from(part));
      if (type === "file") files.push({ path: name.replace(/^\.\//, ""), content: Buffer.concat(parts) });
    }
  } catch (error) {
    throw error instanceof ToolContentError
      ? error
      : new ToolContentError("The archive is broken, or not complete. Pack the folder anew.");
  }
  return toolContent(files);
};
