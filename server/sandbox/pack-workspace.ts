import { PassThrough, pipeline, type Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Stats } from "node:fs";
import { ZipFile } from "yazl";
import { createArchiveNames, printablePath } from "./archive-names.ts";
import { isShownFolder, shownDepth } from "./list-workspace-files.ts";
import { OpenedFolder, type OpenedFile } from "./opened-folder.ts";
import { walkFolder } from "./walk-folder.ts";

export interface PackLimits {
  /** All files together; more is not packed at all. */
  readonly bytes: number;
  readonly files: number;
  /** A larger file is left out. */
  readonly fileBytes: number;
}

export interface PackOptions {
  /** The folder that unpacking gives; letters, digits and dashes. */
  readonly folder: string;
  readonly limits: PackLimits;
}

export type Packing =
  /** A ZIP file as it is made: nothing of it is kept, and it is made no faster than it is read. */
  | { readonly outcome: "packing"; readonly archive: Readable }
  | { readonly outcome: "too_large"; readonly bytes: number; readonly files: number }
  | { readonly outcome: "absent" };

/** What a plain file that is to be packed would not be. Null: it is one. */
const whyLeftOut = (stat: Stats, closed: boolean, { fileBytes }: PackLimits): string | null => {
  if (stat.isDirectory()) return closed ? "folder that is too deep or cannot be opened" : null;
  if (stat.isSymbolicLink()) return "link";
  if (!stat.isFile()) return "device, pipe or socket";
  if (stat.nlink !== 1) return "file that has a second name (hard link)";
  if (stat.size > fileBytes) return "file that is too large to be packed";
  return null;
};

const isLeftToTools = (path: string, stat: Stats): boolean =>
  stat.isDirectory() && !isShownFolder(path.slice(path.lastIndexOf("/") + 1));

/**
 * Packs the files of a workspace, without .git and installed packages, for download. Links, devices, pipes, hard
 * links and what is too large are left out, and a note in the archive names them. (Without .git also because git runs
 * what the repository's own configuration says, on the machine of whoever unpacks it.)
 */
export const packWorkspace = async (filesPath: string, options: PackOptions): Promise<Packing> => {
  const root = await OpenedFolder.openInWorkspace(filesPath);
  if (root === null) return { outcome: "absent" };
  let isPacking = false;
  try {
    const { bytes, files } = await survey(root, options.limits);
    if (bytes > options.limits.bytes || files > options.limits.files) return { outcome: "too_large", bytes, files };
    isPacking = true;
    return { outcome: "packing", archive: startPacking(root, options) };
  } finally {
    if (!isPacking) await root.close();
  }
};

const walk = (root: OpenedFolder) => walkFolder(root, { maxDepth: shownDepth, enters: isShownFolder });

const survey = async (root: OpenedFolder, limits: PackLimits): Promise<{ bytes: number; files: number }> => {
  let bytes = 0;
  let files = 0;
  for await (const { stat, closed } of walk(root)) {
    if (!stat.isFile() || whyLeftOut(stat, closed, limits) !== null) continue;
    bytes += stat.size;
    files += 1;
    // Enough is known.
    if (files > limits.files) break;
  }
  return { bytes, files };
};

const startPacking = (root: OpenedFolder, options: PackOptions): Readable => {
  const zip = new ZipFile();
  const archive = new PassThrough();
  zip.on("error", (error: Error) => archive.destroy(error));
  // Both end together: a reader that goes away ends the packing.
  pipeline(zip.outputStream, archive, () => undefined);
  root
    .closeAfter(fill(zip, root, options, archive))
    .catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))));
  return archive;
};

const fill = async (zip: ZipFile, root: OpenedFolder, options: PackOptions, archive: Readable): Promise<void> => {
  const { folder, limits } = options;
  const note = createNote();
  const nameOf = createArchiveNames();
  let room = limits.bytes;
  let places = limits.files;
  for await (const { folder: parent, name, path, stat, closed } of walk(root)) {
    if (archive.destroyed) return;
    if (isLeftToTools(path, stat)) continue;
    const why = whyLeftOut(stat, closed, limits);
    if (why !== null) note.leftOut(path, why);
    if (why !== null || stat.isDirectory()) continue;
    const found = await parent.file(name);
    // Looked at again when it was opened: it may be something else by now.
    if (found.outcome !== "opened" || found.stat.size > Math.min(room, limits.fileBytes) || places === 0) {
      if (found.outcome === "opened") await found.handle.close();
      note.leftOut(path, "changed while the archive was made");
      continue;
    }
    const stored = nameOf(path);
    if (stored.changed) note.renamed(path, stored.name);
    room -= found.stat.size;
    places -= 1;
    await addFile(zip, found, `${folder}/${stored.name}`, archive);
  }
  zip.addBuffer(Buffer.from(note.text()), `${folder}-download-notes.txt`);
  zip.end();
};

const earliest = Date.UTC(1980, 0, 2);
const latest = Date.UTC(2099, 0, 1);

/** Resolves when the file has been read, so that at most one is open; ends early when nobody reads the archive any more. */
const addFile = async (zip: ZipFile, { handle, stat }: OpenedFile, name: string, archive: Readable): Promise<void> => {
  const options = {
    mtime: new Date(Math.min(latest, Math.max(earliest, stat.mtimeMs))),
    mode: (stat.mode & 0o111) === 0 ? 0o100_644 : 0o100_755,
  };
  if (stat.size === 0) {
    await handle.close();
    zip.addBuffer(Buffer.alloc(0), name, options);
    return;
  }
  const content = handle.createReadStream({ start: 0, end: stat.size - 1 });
  const stop = (): void => void content.destroy();
  archive.once("close", stop);
  try {
    zip.addReadStream(content, name, options);
    await finished(content);
  } finally {
    archive.off("close", stop);
  }
};

const mostLines = 2_000;

const createNote = () => {
  const lists = { leftOut: [] as string[], renamed: [] as string[] };
  const counts = { leftOut: 0, renamed: 0 };
  const add = (list: keyof typeof lists, line: string): void => {
    counts[list] += 1;
    if (lists[list].length < mostLines) lists[list].push(line);
  };
  const part = (list: keyof typeof lists, title: string): string[] => {
    const more = counts[list] - lists[list].length;
    if (counts[list] === 0) return [];
    return ["", `${title} (${counts[list]}):`, ...lists[list], ...(more === 0 ? [] : [`… and ${more} more`])];
  };
  return {
    leftOut: (path: string, why: string): void => add("leftOut", `- ${printablePath(path)}: ${why}`),
    renamed: (path: string, name: string): void => add("renamed", `- ${printablePath(path)} is ${name}`),
    text: (): string =>
      [
        "The files of the project as they were when this was downloaded.",
        "",
        "Not in it: .git, node_modules, .venv, venv and __pycache__ folders, empty folders, links, devices, pipes,",
        "and files with a second name. The project's dependencies can be installed again with its own tools.",
        ...part("leftOut", "Left out"),
        ...part("renamed", "Stored under another name, because not every program takes the real one"),
        "",
      ].join("\n"),
  };
};
