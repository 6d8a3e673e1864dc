/**
 * How names of files that an agent has chosen are written as text. On disk a name is bytes; as a path it is UTF-8 in
 * which a byte that is not UTF-8 stands as `\xE9`, and a backslash as `\\`. So every name has exactly one path, which
 * survives JSON and addresses, and leads back to the very same file.
 */

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const textOf = (bytes: Uint8Array): string | null => {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
};

/** The character that begins at `from` and its length in bytes; null where the byte begins none. */
const characterAt = (bytes: Buffer, from: number): { text: string; length: number } | null => {
  for (const length of [1, 2, 3, 4]) {
    const text = from + length <= bytes.length ? textOf(bytes.subarray(from, from + length)) : null;
    if (text !== null) return { text, length };
  }
  return null;
};

/** Writes a raw path (one character a byte, names joined by `/`) as text. */
export const pathOfRaw = (raw: string): string => {
  const bytes = Buffer.from(raw, "latin1");
  const whole = textOf(bytes);
  if (whole !== null) return whole.replaceAll("\\", "\\\\");
  let path = "";
  for (let at = 0; at < bytes.length;) {
    const found = characterAt(bytes, at);
    path +=
      found === null
        ? `\\x${(bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, "0")}`
        : found.text.replaceAll("\\", "\\\\");
    at += found?.length ?? 1;
  }
  return path;
};

const written = /\\(?:\\|x[0-9A-F]{2})|[^\\]/gsu;

/**
 * The raw path that a text means; null for one that leads nowhere in a workspace (absolute, `..`, an empty name, NUL)
 * or is not written as `pathOfRaw` would.
 */
export const rawOfPath = (path: string): string | null => {
  const parts: Buffer[] = [];
  let length = 0;
  for (const [part] of path.matchAll(written)) {
    length += part.length;
    if (part === "\\\\") parts.push(Buffer.from("\\"));
    else parts.push(part.startsWith("\\") ? Buffer.from(part.slice(2), "hex") : Buffer.from(part, "utf8"));
  }
  if (length !== path.length) return null;
  const raw = Buffer.concat(parts).toString("latin1");
  const leadsNowhere = raw.split("/").some((name) => name === "" || name === "." || name === "..");
  return leadsNowhere || raw.includes("\0") ? null : raw;
};
