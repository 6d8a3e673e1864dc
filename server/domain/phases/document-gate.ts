import { isDocumentPath, requiredDocuments, type DocumentFacts } from "../../contract/documents.ts";
import type { Evidence } from "../../contract/outputs.ts";

/** What is missing, and what the Developer is told to do about it. */
export interface Lacking {
  readonly what: string;
  readonly instruction: string;
}

/** What people read; a deleted one is no evidence. */
const isWritten = ({ path, change }: Evidence["changedFiles"][number]): boolean =>
  change !== "deleted" && isDocumentPath(path);

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
/** "2. Findings by severity" is the section "Findings". */
const hasHeading = (heading: string, section: string): boolean => ` ${plain(heading)} `.includes(` ${plain(section)} `);

/**
 * What an analysis lacks as a document: it has to be there, hold more than headings, and have the sections that the plan
 * names, each with something in it. Evidence from before documents were looked into is judged by its files alone.
 */
export const lackingDocuments = (
  evidence: Pick<Evidence, "changedFiles" | "documents">,
  expectedArtefacts: readonly string[],
): readonly Lacking[] => {
  if (!evidence.changedFiles.some(isWritten)) {
    return [
      {
        what: "No document was written: only other files were changed.",
        instruction: "An analysis rests on its document. Write it as a Markdown file in the workspace.",
      },
    ];
  }
  const { documents } = evidence;
  if (documents === null) return [];
  const named = requiredDocuments(expectedArtefacts);
  const lacking = named.flatMap(({ path, sections }) => {
    const found = documents.find((document) => samePath(document.path, path));
    return found === undefined ? [absent(path)] : lackingIn(found, sections);
  });
  // Where the plan names none, any that was written has to say something.
  const anyText = documents.some(({ words }) => words !== 0);
  return named.length > 0 || anyText ? lacking : documents.slice(0, 1).flatMap((document) => lackingIn(document, []));
};

const samePath = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const absent = (path: string): Lacking => ({
  what: `The plan names ${path}, and it was not written.`,
  instruction: `Write ${path}: the phase is judged by it.`,
});

const lackingIn = ({ path, words, sections }: DocumentFacts, required: readonly string[]): readonly Lacking[] => {
  if (words === null) return [];
  if (words === 0) return [{ what: `${path} is empty.`, instruction: `${path} has no text yet. Write it.` }];
  return required.flatMap((section) => {
    const found = sections.filter(({ heading }) => hasHeading(heading, section));
    if (found.length === 0) {
      return [
        {
          what: `${path} has no section “${section}”.`,
          instruction: `Add the section “${section}” to ${path}, under a heading of that name.`,
        },
      ];
    }
    return found.every(({ empty }) => empty)
      ? [
          {
            what: `The section “${section}” of ${path} is empty.`,
            instruction: `Write the section “${section}” of ${path}; so far it is only a heading.`,
          },
        ]
      : [];
  });
};
