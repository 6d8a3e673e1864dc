import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { getFileNameLowLevel, openPromise, type Entry as ZipEntry, type ZipFile } from "yauzl";
import { ArchiveRefusedError, unpackLimits, type FoundEntry } from "./admission.ts";

export type ArchiveKind = "zip" | "tar" | "tar.gz";

export const unknownArchive =
  "This is not an archive that can be unpacked here. Send a .zip, .tar.gz, .tgz or .tar file.";

/** What a file is by its first bytes (512 of them are enough), whatever it is called. */
export const archiveKind = (head: Uint8Array): ArchiveKind | null => {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const signature = bytes.toString("latin1", 0, 4);
  if (signature === "PK\u0003\u0004" || signature === "PK\u0005\u0006") return "zip";
  if (bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b) return "tar.gz";
  return bytes.toString("latin1", 257, 262) === "ustar" ? "tar" : null;
};

const headBytes = 512;

const readHead = async (file: string): Promise<Uint8Array> => {
  const handle = await open(file, "r");
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await handle.read(head, 0, headBytes, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

/**
 * The entries of an archive as it has them, none of them looked at: `admitEntries` does that.
 * @param file absolute
 * @throws ArchiveRefusedError where it is none, or is broken
 */
export async function* readArchive(file: string): AsyncGenerator<FoundEntry, void> {
  const kind = archiveKind(await readHead(file));
  if (kind === null) throw new ArchiveRefusedError(unknownArchive);
  try {
    yield* kind === "zip" ? readZip(file) : readTar(file, kind === "tar.gz");
  } catch (error) {
    throw asRefusal(error);
  }
}

/** Bytes of the archive's own file. */
export const packedBytes = async (file: string): Promise<number> => (await stat(file)).size;

const asRefusal = (error: unknown): unknown => {
  if (error instanceof ArchiveRefusedError || !(error instanceof Error)) return error;
  // The system's errors (a full disk, a file that is gone) say nothing about the archive.
  if ("code" in error && typeof error.code === "string" && !error.code.startsWith("Z_")) return error;
  return new ArchiveRefusedError(
    `The archive cannot be unpacked: it is broken, or not complete (${error.message}). Pack the folder anew and send that.`,
  );
};

const typeBits = 0o170_000;

/** How files are marked that were packed on a system with such things; 0 where nothing is said. */
const unixMode = ({ externalFileAttributes }: ZipEntry): number => (externalFileAttributes >>> 16) & 0xff_ff;

/** As it stands there, also where it leads out: what is said of that is the admission's to say. */
const zipPath = (entry: ZipEntry): string =>
  // Windows packers have put backslashes where slashes belong; those are meant as such.
  getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);

const zipKind = (entry: ZipEntry, at: string): FoundEntry["kind"] => {
  switch (unixMode(entry) & typeBits) {
    case 0:
    case 0o100_000:
      return at.endsWith("/") ? "folder" : "file";
    case 0o040_000:
      return "folder";
    case 0o120_000:
      return "link";
    default:
      return "device";
  }
};

async function* zipContent(zip: ZipFile, entry: ZipEntry): AsyncGenerator<Uint8Array, void> {
  try {
    yield* await zip.openReadStreamPromise(entry);
  } catch (error) {
    throw asRefusal(error);
  }
}

async function* readZip(file: string): AsyncGenerator<FoundEntry, void> {
  const zip = await openPromise(file, { autoClose: false, decodeStrings: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted())
        throw new ArchiveRefusedError("The archive has a password. Pack it without one and send that.");
      const at = zipPath(entry);
      yield {
        path: at,
        kind: zipKind(entry, at),
        executable: (unixMode(entry) & 0o100) !== 0,
        size: entry.uncompressedSize,
        content: () => zipContent(zip, entry),
      };
    }
  } finally {
    zip.close();
  }
}

const tarKind = (header: Header): FoundEntry["kind"] => {
  switch (header.type) {
    case "file":
    case "contiguous-file":
      return "file";
    case "directory":
      return "folder";
    case "link":
    case "symlink":
      return "link";
    case "block-device":
    case "character-device":
    case "fifo":
      return "device";
    // What no type says is nothing that should be made.
    default:
      return "device";
  }
};

async function* tarContent(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const part of entry) if (part instanceof Uint8Array) yield part;
  } catch (error) {
    throw asRefusal(error);
  }
}

/** Between and after its entries a tar may have as many zeros as it likes; more than twice what may come out is no tar. */
async function* refuseEndless(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  for await (const part of parts) {
    bytes += part.byteLength;
    if (bytes > 2 * unpackLimits.bytes)
      throw new ArchiveRefusedError(
        "Unpacked it has no end: that is how archives are made that fill a disk. Pack the folder anew and send that.",
      );
    yield part;
  }
}

async function* readTar(file: string, isPacked: boolean): AsyncGenerator<FoundEntry, void> {
  const tar = extract();
  // Its failure comes out of the loop below.
  const done = (): undefined => undefined;
  const source = createReadStream(file);
  if (isPacked) pipeline(source, createGunzip(), refuseEndless, tar, done);
  else pipeline(source, tar, done);
  for await (const entry of tar) {
    let isRead = false;
    yield {
      path: entry.header.name,
      kind: tarKind(entry.header),
      executable: ((entry.header.mode ?? 0) & 0o100) !== 0,
      size: entry.header.size ?? 0,
      content: () => {
        isRead = true;
        return tarContent(entry);
      },
    };
    // The next entry comes only after all of this one.
    if (!isRead) entry.resume();
  }
}
