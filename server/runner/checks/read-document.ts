import type { DocumentFacts } from "../../contract/documents.ts";

interface Heading {
  readonly level: number;
  readonly text: string;
  /** Its own line or lines. */
  readonly from: number;
  readonly to: number;
}

const longest = 200;
const most = 200;

/** Longer lines are no headings. */
const longestHeading = 300;
const inline: ReadonlySet<string> = new Set([
  "a",
  "b",
  "i",
  "em",
  "strong",
  "code",
  "span",
  "small",
  "sub",
  "sup",
  "abbr",
]);

const words = (text: string): number => text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’_-]*/gu)?.length ?? 0;

/** Where code is quoted, a # is no heading. */
const inFences = (lines: readonly string[]): ReadonlySet<number> => {
  const inside = new Set<number>();
  let fence: string | null = null;
  for (const [at, line] of lines.entries()) {
    const mark = /^\s*(`{3,}|~{3,})/u.exec(line)?.[1]?.charAt(0) ?? null;
    if (fence !== null || mark !== null) inside.add(at);
    if (mark !== null && (fence === null || fence === mark)) fence = fence === null ? mark : null;
  }
  return inside;
};

/** `## Heading`, `== Heading`, `* Heading` of org, and lines that are underlined. */
const headingsOf = (lines: readonly string[], ending: string): Heading[] => {
  const quoted = inFences(lines);
  const marked = ending === "org" ? /^(\*+)\s+(\S.*)$/u : /^ {0,3}(#{1,6}|={1,5}(?=\s))\s+(\S.*?)\s*#*$/u;
  return lines.flatMap((line, at): Heading[] => {
    if (quoted.has(at) || line.length > longestHeading) return [];
    const [, marks, text] = marked.exec(line) ?? [];
    if (marks !== undefined && text !== undefined) return [{ level: marks.length, text, from: at, to: at }];
    const under = /^(=|-|~|\^|"){3,}\s*$/u.exec(lines[at + 1] ?? "")?.[1];
    const underlined = under !== undefined && /[\p{L}\p{N}]/u.test(line) && !/^\s*[|>*+-]/u.test(line);
    return underlined ? [{ level: under === "=" ? 1 : 2, text: line.trim(), from: at, to: at + 1 }] : [];
  });
};

/** Comments do not show. One that never ends hides the rest. */
const withoutComments = (text: string): string => {
  const [first = "", ...others] = text.split("<!--");
  return (
    first +
    others.map((part) => part.slice(part.indexOf("-->") === -1 ? part.length : part.indexOf("-->") + 3)).join("")
  );
};

/** HTML as text, its headings as Markdown's. */
const withoutTags = (text: string): string => {
  let hidden: string | null = null;
  let seen = "";
  let at = 0;
  for (const { 0: tag, 1: slash, 2: written = "", index } of text.matchAll(/<(\/?)([a-z][a-z0-9]*)[^<>]*>/giu)) {
    const name = written.toLowerCase();
    const between = text.slice(at, index);
    if (hidden === null) seen += between.replaceAll(/\s+/gu, " ");
    at = index + tag.length;
    const closes = slash === "/";
    if (hidden === null && (name === "script" || name === "style")) hidden = name;
    else if (hidden === name && closes) hidden = null;
    if (hidden !== null) continue;
    const level = /^h([1-6])$/u.exec(name)?.[1];
    if (level !== undefined) seen += closes ? "\n" : `\n${"#".repeat(Number(level))} `;
    else seen += inline.has(name) ? "" : "\n";
  }
  return hidden === null ? seen + text.slice(at) : seen;
};

/** What there is in a document, without a judgement on it. Text formats only; pure. */
export const readDocument = (path: string, content: string): DocumentFacts => {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const text = ending === "html" || ending === "htm" ? withoutTags(withoutComments(content)) : withoutComments(content);
  const lines = text.split(/\r?\n/u);
  const headings = headingsOf(lines, ending);
  const taken = new Set(headings.flatMap(({ from, to }) => [from, to]));
  const textIn = (from: number, to: number): number => {
    const body = lines.slice(from, to).filter((_, at) => !taken.has(from + at));
    return words(body.join("\n"));
  };
  const sections = headings.map(({ level, text: heading, to }, index) => {
    const next = headings.slice(index + 1).find((other) => other.level <= level);
    return { heading: heading.slice(0, longest), empty: textIn(to + 1, next?.from ?? lines.length) === 0 };
  });
  return { path, words: textIn(0, lines.length), sections: sections.slice(0, most) };
};
