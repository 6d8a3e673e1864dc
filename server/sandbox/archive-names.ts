import { pathOfRaw } from "./workspace-path.ts";

/**
 * Names for files in an archive that is unpacked on somebody else's machine, by whatever program: no character that
 * any of them takes for a separator or a drive, and none that cannot be seen.
 */

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
// Controls, direction marks, unassigned and private characters, line separators, what replaces bytes that are no text.
const unfit = /[\p{C}\p{Zl}\p{Zp}\ufffd\\:]/gu;

const fitName = (raw: string): string => {
  const name = decoder.decode(Buffer.from(raw, "latin1")).replace(unfit, "_");
  // Windows drops dots and spaces at the end: two names could become one.
  return /[. ]$/.test(name) ? `${name}_` : name;
};

/** A name that no other file of the archive has; remembers those that it gave. */
export const createArchiveNames = (): ((rawPath: string) => { readonly name: string; readonly changed: boolean }) => {
  const given = new Set<string>();
  return (rawPath) => {
    const wanted = rawPath.split("/").map(fitName).join("/");
    let name = wanted;
    for (let number = 2; given.has(name); number += 1) name = `${wanted}~${number}`;
    given.add(name);
    return { name, changed: name !== decoder.decode(Buffer.from(rawPath, "latin1")) };
  };
};

/** A raw path as a line of text: what cannot be seen is written out. */
export const printablePath = (rawPath: string): string =>
  pathOfRaw(rawPath).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`,
  );
