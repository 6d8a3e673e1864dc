import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack, type Header } from "tar-stream";
import { ZipFile } from "yazl";

export interface ArchiveEntryForTest extends Partial<Header> {
  readonly name: string;
  readonly content?: string | Buffer;
}

/** A .tar.gz of exactly these entries, however unlike files they are. */
export const tarGz = async (entries: readonly ArchiveEntryForTest[]): Promise<Buffer> => {
  const tar = pack();
  for (const { content = "", ...header } of entries) tar.entry({ mode: 0o644, ...header }, content);
  tar.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of tar) if (part instanceof Uint8Array) parts.push(part);
  return gzipSync(Buffer.concat(parts));
};

/** A .zip of these files. */
export const zipOf = (files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream);
};
