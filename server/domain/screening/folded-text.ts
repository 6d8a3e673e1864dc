/**
 * A text as rules read it: lower case, without accents and invisible characters, look-alikes of letters as the letters
 * themselves; and for each of its characters the place in the original that it comes from.
 */
export interface FoldedText {
  readonly text: string;
  /** The original place of a character of `text`; its length is the place after the last one. */
  originOf(index: number): number;
}

// eslint-disable-next-line no-control-regex
const onlyAscii = /^[\u0000-\u007f]*$/;

/** Characters that show nothing: format characters (soft hyphen, zero width, direction, tags) and variation selectors. */
const invisible = /^(?:\p{Cf}|\u034f|[\u115f\u1160\u3164]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}])$/u;

/** Letters with nothing that could be taken off, and what people type in their place. */
const plainLetters: Readonly<Record<string, string>> = { ß: "ss", ø: "o", ł: "l", đ: "d", ı: "i", æ: "ae", œ: "oe" };

const latin = /^\p{Script=Latin}$/u;
/** Marks of Latin letters only: those of other scripts make other letters. */
const unaccented = (character: string): string => character.normalize("NFD").replaceAll(/[\u0300-\u036f]/g, "");

const foldOne = (character: string): string => {
  if (invisible.test(character)) return "";
  // Full width, mathematical, circled and the like.
  const plain = character.normalize("NFKC").toLowerCase();
  if (!latin.test(plain[0] ?? "")) return plain;
  return Array.from(plain, (letter) => plainLetters[letter] ?? unaccented(letter)).join("");
};

/** Cyrillic and Greek letters beside the Latin ones that they look like. */
const pairs = "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ӏl ԛq ԝw вb нh кk мm тt гr ոn οo αa εe ιi νv ρp υu τt κk χx ηn μu";
const lookAlikes: ReadonlyMap<string, string> = new Map(
  pairs.split(" ").map(([foreign = "", plain = ""]) => [foreign, plain]),
);
const foreignLetter = /[\u0370-\u03ff\u0400-\u052f\u0578]/;
const mixedWord = /[a-z\u0370-\u03ff\u0400-\u052f\u0578]+/g;
const asciiLetter = /[a-z]/;

/** Only in words that mix alphabets: whole words of another one are what they are. */
const withoutLookAlikes = (text: string): string =>
  foreignLetter.test(text)
    ? text.replace(mixedWord, (word) =>
        asciiLetter.test(word) && foreignLetter.test(word)
          ? Array.from(word, (letter) => lookAlikes.get(letter) ?? letter).join("")
          : word,
      )
    : text;

/** Pure and linear. */
export const foldText = (original: string): FoldedText => {
  if (onlyAscii.test(original)) return { text: original.toLowerCase(), originOf: (index) => index };
  const known = new Map<string, string>();
  const parts: string[] = [];
  const origins: number[] = [];
  let at = 0;
  for (const character of original) {
    let folded = known.get(character);
    if (folded === undefined) {
      folded = foldOne(character);
      known.set(character, folded);
    }
    parts.push(folded);
    for (let index = 0; index < folded.length; index += 1) origins.push(at);
    at += character.length;
  }
  return { text: withoutLookAlikes(parts.join("")), originOf: (index) => origins[index] ?? original.length };
};
