/** What was sent cannot be unpacked, or should not be. The message is for people: what is wrong, and what to do. */
export class ArchiveRefusedError extends Error {
  override readonly name = "ArchiveRefusedError";
}

/** What may come out of one archive or folder. */
export interface UnpackLimits {
  readonly files: number;
  /** Of all files together, by what the archive says of itself and, since that is not believed, counted as they come. */
  readonly bytes: number;
  /** Unpacked to packed, from `ratioFromBytes` on: ordinary text packs to a tenth, bombs to a thousandth. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
  /** Folders in folders. */
  readonly depth: number;
}

export const unpackLimits: UnpackLimits = {
  files: 150_000,
  bytes: 4 * 1024 ** 3,
  ratio: 200,
  ratioFromBytes: 64 * 1024 ** 2,
  depth: 60,
};

/** Something in an archive or folder, before anybody has looked at it. */
export interface FoundEntry {
  /** As the archive says it. */
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "device";
  readonly executable: boolean;
  /** In bytes, as the archive says it. */
  readonly size: number;
  /** Read at most once, and before the next entry is asked for. */
  readonly content: () => AsyncIterable<Uint8Array>;
}

/** A plain file with a harmless path, none of which comes twice. */
export interface AdmittedFile {
  readonly path: string;
  readonly executable: boolean;
  readonly size: number;
  readonly content: () => AsyncIterable<Uint8Array>;
}

const shown = (path: string): string => {
  const short = path.length > 120 ? `${path.slice(0, 119)}…` : path;
  return JSON.stringify(short.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "�"));
};

// Controls, what cannot be seen or turns text around, halves of characters, what was no UTF-8, and the other slash.
const hostileName = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffd\\]/u;

/** Whether a path has characters that people do not see, or that other programs take for something else. */
export const isHostileName = (path: string): boolean => hostileName.test(path);

const longestName = 255;
const longestPath = 3_000;

/** The path's names, or why there is no such file. */
const namesOf = (path: string, { depth }: UnpackLimits): readonly string[] => {
  const refuse = (why: string): never => {
    throw new ArchiveRefusedError(
      `${shown(path)} in it ${why} Nothing was unpacked. Pack the folder anew and send that.`,
    );
  };
  if (isHostileName(path)) refuse("has characters in its name that cannot be seen or do harm.");
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) refuse("has an absolute path.");
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  if (names.includes("..")) refuse("leads out of the folder it is unpacked in.");
  if (names.length > depth) refuse(`lies more than ${depth} folders deep.`);
  if (Buffer.byteLength(path) > longestPath || names.some((name) => Buffer.byteLength(name) > longestName))
    refuse("has too long a name.");
  return names;
};

/**
 * Lets plain files through, one after the other, and refuses the whole archive for anything else: a path that leads
 * out, a link, a device, a name that comes twice, and more of it than there may be.
 * @param packedBytes of the archive's file; null where nothing is packed (a folder)
 * @throws ArchiveRefusedError, also from the content of a file
 */
export async function* admitEntries(
  entries: AsyncIterable<FoundEntry>,
  { packedBytes, limits = unpackLimits }: { packedBytes: number | null; limits?: UnpackLimits },
): AsyncGenerator<AdmittedFile, void> {
  const files = new Set<string>();
  const folders = new Set<string>();
  let bytes = 0;
  let announced = 0;
  const most =
    packedBytes === null
      ? limits.bytes
      : Math.min(limits.bytes, Math.max(limits.ratioFromBytes, packedBytes * limits.ratio));

  const counted = async function* (content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const part of content) {
      bytes += part.byteLength;
      if (bytes > most) throw new ArchiveRefusedError(tooMuch(most, limits));
      yield part;
    }
  };

  let seen = 0;
  for await (const { path, kind, executable, size, content } of entries) {
    seen += 1;
    if (seen > limits.files)
      throw new ArchiveRefusedError(
        `There are more than ${limits.files.toLocaleString("en")} files in it, which is the most that can be brought in. Leave out what is built or installed (node_modules, for example).`,
      );
    const names = namesOf(path, limits);
    if (kind === "link" || kind === "device")
      throw new ArchiveRefusedError(
        `${shown(path)} in it is a ${kind === "link" ? "link" : "device or pipe"}, not a file. Nothing was unpacked. Pack it without (tar --dereference takes the files in place of links), or give the address of its git repository.`,
      );
    for (let end = 1; end < names.length; end += 1) folders.add(names.slice(0, end).join("/"));
    const clean = names.join("/");
    if (clean === "") continue;
    const isFolder = kind === "folder";
    if (isFolder) folders.add(clean);
    const clash = isFolder ? files.has(clean) : files.has(clean) || folders.has(clean);
    if (clash || names.slice(0, -1).some((_, index) => files.has(names.slice(0, index + 1).join("/"))))
      throw new ArchiveRefusedError(
        `${shown(path)} comes twice in it, so nobody knows which one is meant. Nothing was unpacked. Pack the folder anew.`,
      );
    if (isFolder) continue;
    files.add(clean);
    announced += size;
    if (announced > most) throw new ArchiveRefusedError(tooMuch(most, limits));
    yield { path: clean, executable, size, content: () => counted(content()) };
  }
}

/** Looks at every entry and reads none: what can be refused of an archive before anything of it is unpacked. */
export const screenEntries = async (entries: AsyncIterable<FoundEntry>, packedBytes: number): Promise<void> => {
  for await (const _file of admitEntries(entries, { packedBytes }));
};

const tooMuch = (most: number, limits: UnpackLimits): string => {
  const size = `${Math.round(most / 1024 ** 2).toLocaleString("en")} MB`;
  return most === limits.bytes
    ? `Unpacked it has more than ${size}, which is the most that can be brought in. Leave out what is built or installed.`
    : `Unpacked it has more than ${size}, over ${limits.ratio} times its packed size: that is how archives are made that fill a disk. Pack the folder anew without such files.`;
};
