import { briefLimits } from "#server/contract/inputs";

/** A file's text, to stand in a brief. */
export interface FileText {
  readonly name: string;
  readonly text: string;
}

// eslint-disable-next-line no-control-regex
const binary = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/u;

/** Longer than a brief may be in any case (a character has at most four bytes); it is not even read. */
const maxBytes = 4 * briefLimits.max;

/** Reads what can be read as UTF-8 text; the rest comes back as a sentence each. */
export const textOfFiles = async (
  files: readonly File[],
): Promise<{ texts: readonly FileText[]; problems: readonly string[] }> => {
  const texts: FileText[] = [];
  const problems: string[] = [];
  for (const file of files) {
    if (file.size > maxBytes) {
      problems.push(`${file.name} is too large for a brief.`);
      continue;
    }
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      if (binary.test(text)) problems.push(`${file.name} is not a text file.`);
      else texts.push({ name: file.name, text });
    } catch {
      problems.push(`${file.name} is not a text file, or is a folder.`);
    }
  }
  return { texts, problems };
};

/** A fence that the text itself cannot close. */
const fenceFor = (text: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([ticks]) => ticks.length));
  return "`".repeat(longest + 1);
};

const asSection = ({ name, text }: FileText): string => {
  const fence = fenceFor(text);
  return /\.(?:md|markdown|txt)$/iu.test(name)
    ? text.trim()
    : `**${name.replaceAll("*", "")}**\n\n${fence}\n${text.trimEnd()}\n${fence}`;
};

/** The brief with the files below it, as far as there is room; nothing is ever cut in half. */
export const withFiles = (
  brief: string,
  files: readonly FileText[],
): { brief: string; problems: readonly string[] } => {
  const problems: string[] = [];
  let result = brief;
  for (const file of files) {
    const next = [result.trimEnd(), asSection(file)].filter((part) => part !== "").join("\n\n");
    if (next.length > briefLimits.max)
      problems.push(
        `${file.name} was not added: with it the brief would be ${next.length.toLocaleString("en")} characters long, and ${briefLimits.max.toLocaleString("en")} is the most.`,
      );
    else result = next;
  }
  return { brief: result, problems };
};
