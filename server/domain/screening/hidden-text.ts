import type { Match } from "./match.ts";

/**
 * Characters that people do not see, or that show a text in another order than an agent reads it. Ordinary uses (a
 * joiner in an emoji or in Persian, direction marks in Hebrew) are left alone or of low certainty.
 */

const advice = "Delete it, or type the passage anew.";
const hidden = (match: Omit<Match, "kind">): Match => ({ kind: "hidden_text", ...match });

/** Tag characters spell ASCII invisibly. The one ordinary use is a flag: 🏴, tags, end of tags. */
const tags = /(\u{1f3f4})?([\u{e0000}-\u{e007f}]+)/gu;
const spelled = (text: string): string =>
  Array.from(text, (character) => {
    const code = (character.codePointAt(0) ?? 0) - 0xe0000;
    return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "";
  }).join("");

const findTags = (text: string): Match[] =>
  [...text.matchAll(tags)].flatMap(({ index, 1: flag = "", 2: run = "" }) => {
    if (flag !== "" && run.endsWith("\u{e007f}") && run.length <= 16) return [];
    const start = index + flag.length;
    const words = spelled(run);
    const message = `Text in invisible tag characters${words === "" ? "" : `: “${words.slice(0, 100)}”`}. ${advice}`;
    return [hidden({ rule: "tag-characters", certainty: "high", message, start, end: start + run.length })];
  });

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const directions = /[\u202a-\u202e\u2066-\u2069]+/g;

const findDirections = (text: string): Match[] => {
  const needed = rightToLeft.test(text);
  return [...text.matchAll(directions)].map(({ index, 0: run }) =>
    hidden({
      rule: "direction",
      // An override shows letters backwards; no language needs that.
      certainty: !needed || /[\u202d\u202e]/.test(run) ? "high" : "low",
      message: `Control characters that change the direction of the text, so that it reads otherwise than it is. ${advice}`,
      start: index,
      end: index + run.length,
    }),
  );
};

const zeroWidth = /[\u200b-\u200f\u2060-\u2064\u180e\ufeff\u00ad]+/g;
const plainLetter = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Nd}]/u;
/** As many in a row write something down, in bits. */
const manyInARow = 6;

const findZeroWidth = (text: string): Match[] =>
  [...text.matchAll(zeroWidth)].flatMap(({ index, 0: run }) => {
    const end = index + run.length;
    const isMark = index === 0 && run === "\ufeff";
    // Soft hyphens and joiners have their uses: in long words, in emoji, in scripts that join letters.
    const splitsWord = plainLetter.test(text[index - 1] ?? "") && plainLetter.test(text[end] ?? "");
    const isSuspicious = run.length >= manyInARow || (splitsWord && /[^\u00ad]/.test(run));
    const isOrdinary = isMark || /^[\u00ad\u200c-\u200f\u2060\ufeff]$/.test(run);
    if (!isSuspicious && isOrdinary) return [];
    const what = run.length >= manyInARow ? `${run.length} invisible characters in a row` : "An invisible character";
    const message = `${what}${splitsWord ? " within a word" : ""}. ${advice}`;
    return [hidden({ rule: "zero-width", certainty: isSuspicious ? "high" : "low", message, start: index, end })];
  });

const selectors = /(?:[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]){3,}/gu;
const findSelectors = (text: string): Match[] =>
  [...text.matchAll(selectors)].map(({ index, 0: run }) =>
    hidden({
      rule: "variation-selectors",
      certainty: "high",
      message: `A row of invisible variation selectors, in which text can be hidden. ${advice}`,
      start: index,
      end: index + run.length,
    }),
  );

const longestComment = 4_000;
const markdownComment = /^\[(?:\/\/|comment)\]:\s{0,3}(?:#|<>)\s{0,3}["'(][^\n]{0,2000}$/gm;

/** HTML comments, by hand: a pattern would look for the end of each one again and again. */
function* htmlComments(text: string): Generator<{ start: number; end: number }> {
  let start = text.indexOf("<!--");
  while (start !== -1) {
    const end = text.indexOf("-->", start + 4);
    if (end === -1) return;
    if (end - start <= longestComment) yield { start, end: end + 3 };
    start = text.indexOf("<!--", end + 3);
  }
}

/** Whoever is spoken to, and what it shall do: a comment is for people who read the source, not for an agent. */
const agentWords =
  /\b(?:ai|llm|assistant|claude|chatgpt|copilot|coding agent|language model|agents? (?:reading|must|should|shall))\b/i;
const orders =
  /\b(?:must|should|shall|always|never|ignore|instead|please|do not|don't|run|execute|send|add|insert|delete|approve)\b/i;

const findComments = (text: string): Match[] => {
  const inMarkdown = [...text.matchAll(markdownComment)].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  }));
  return [...htmlComments(text), ...inMarkdown].flatMap(({ start, end }) => {
    const words = text.slice(start, end);
    if (!agentWords.test(words) || !orders.test(words)) return [];
    const message = "A comment, which is not shown where the text is shown, tells an agent what to do. Take it out.";
    return [hidden({ rule: "comment", certainty: "high", message, start, end })];
  });
};

const hidingStyle =
  /style\s{0,3}=\s{0,3}["'][^"'<>]{0,300}?(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0(?![.\d])|opacity\s{0,3}:\s{0,3}0(?![.\d]))/gi;
const findHidingStyles = (text: string): Match[] =>
  [...text.matchAll(hidingStyle)].map(({ index, 0: found }) =>
    hidden({
      rule: "hiding-style",
      certainty: "low",
      message: "HTML that hides its text from people. Look at what it hides.",
      start: index,
      end: index + found.length,
    }),
  );

// eslint-disable-next-line no-control-regex
const onlyAscii = /^[\u0000-\u007f]*$/;

/** All of it. Pure and linear. */
export const findHiddenText = (text: string): Match[] => {
  const inMarkup = [...findComments(text), ...findHidingStyles(text)];
  if (onlyAscii.test(text)) return inMarkup;
  return [...findTags(text), ...findDirections(text), ...findZeroWidth(text), ...findSelectors(text), ...inMarkup];
};
