/**
 * Agents' text is untrusted: characters that hide, reorder or overwrite what a reader sees are replaced by what they
 * are. Tab and newline stay. So do the joiners and selectors that emoji and scripts need, in their proper place.
 */

/** A piece of text; `hidden` marks the name of a character that would not have been seen. */
export interface TextPiece {
  readonly text: string;
  readonly hidden: boolean;
}

// Controls, invisible and directional marks, line separators, halves of pairs, annotation marks; not tab and newline.
const suspicious = /[[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u{fff9}-\u{fffb}]--[\t\n]]/gv;

/** In a name nothing may break the line either. */
const suspiciousInName = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u{fff9}-\u{fffb}]/gv;

/** What may stand before a variation selector, and before a joiner. */
const emoji = /\p{Emoji}$/u;
const joinable = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{fe0f})$/u;
/** Scripts whose spelling uses joiners and non-joiners. */
const joiningScript =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}]$/u;

const belongsHere = (character: string, before: string): boolean => {
  switch (character) {
    case "\ufe0e":
    case "\ufe0f":
      return emoji.test(before);
    case "\u200d":
      return joinable.test(before) || joiningScript.test(before);
    case "\u200c":
      return joiningScript.test(before);
    default:
      return false;
  }
};

// Names and not the pictures that Unicode has for them (␍): hardly any font has those.
const controls =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US".split(
    " ",
  );

const nameOf = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  const control = controls[code] ?? (code === 0x7f ? "DEL" : null);
  if (control !== null) return `⟨${control}⟩`;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
};

/** Splits a text so that a view can mark what was made visible. Windows line ends are plain line ends. */
export const visiblePieces = (raw: string): readonly TextPiece[] => piecesOf(raw.replaceAll("\r\n", "\n"), suspicious);

/** The same for the name or path of a file, which is one line whatever is in it. */
export const visibleNamePieces = (raw: string): readonly TextPiece[] => piecesOf(raw, suspiciousInName);

const piecesOf = (text: string, hidden: RegExp): readonly TextPiece[] => {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(hidden)) {
    const character = match[0];
    // The two UTF-16 units before it are enough to know its predecessor.
    if (belongsHere(character, text.slice(Math.max(0, match.index - 2), match.index))) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), hidden: false });
    pieces.push({ text: nameOf(character), hidden: true });
    from = match.index + character.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hidden: false });
  return pieces;
};

/** The same as one string, for places that hold no markup: titles, labels, Markdown sources. */
export const visibleText = (raw: string): string =>
  visiblePieces(raw)
    .map((piece) => piece.text)
    .join("");

/** A file's name or path as one string: for titles, labels and the clipboard, where a new line could be a command. */
export const visibleName = (raw: string): string =>
  visibleNamePieces(raw)
    .map((piece) => piece.text)
    .join("");

const colourCode = /\u001b\[[0-9;:]*m/gu;

/** Takes out terminal colour codes, which only ever change looks; every other escape stays, to be made visible. */
export const withoutColourCodes = (raw: string): string => raw.replaceAll(colourCode, "");
