import { inflateRawSync } from "node:zlib";

export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
  /** Unix permission bits. */
  readonly mode: number;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** The files of a small ZIP archive, from its directory. @throws where it is none, or a content does not fit its entry */
export const readZip = (archive: Buffer): ZipEntry[] => {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== endOfDirectory) throw new Error("This is no ZIP file.");
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== directoryEntry) throw new Error("The directory is broken.");
    const [method, packed, size] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt32LE(at + 24),
    ];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    if (nameLength === undefined || extraLength === undefined || commentLength === undefined)
      throw new Error("The directory is broken.");
    const local = archive.readUInt32LE(at + 42);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const data = archive.subarray(from, from + packed);
    const content = method === 0 ? data : inflateRawSync(data);
    if (content.length !== size) throw new Error("A content does not fit its entry.");
    const name = archive.subarray(at + 46, at + 46 + nameLength).toString("utf8");
    entries.push({ name, content, mode: (archive.readUInt32LE(at + 38) >>> 16) & 0o777 });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
};
