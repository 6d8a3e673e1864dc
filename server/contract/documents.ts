import { z } from "zod";

/** Documents as evidence: what a plan may ask of one, and what the runner found in it. */

const endings = "md|mdx|markdown|txt|rst|adoc|asciidoc|org|html?|pdf|docx|odt|tex";
const document = new RegExp(`\\.(?:${endings})$`, "iu");

/** Whether a path is that of something people read. */
export const isDocumentPath = (path: string): boolean => document.test(path);

/** What the runner found in a document; `words` is null where it cannot be read as text (a PDF). */
export const DocumentFacts = z.object({
  path: z.string(),
  /** Of its text; headings and markup left out. */
  words: z.int().min(0).nullable(),
  /** Its headings in their order, and whether there is anything below each. */
  sections: z.array(z.object({ heading: z.string(), empty: z.boolean() })),
});
export type DocumentFacts = z.infer<typeof DocumentFacts>;

export interface RequiredDocument {
  readonly path: string;
  /** Headings that it must have. */
  readonly sections: readonly string[];
}

const artefact = new RegExp(`^[\`"']?([^\`"':;]{1,200}\\.(?:${endings}))[\`"']?\\s*(?::\\s*(.+))?$`, "iu");

/**
 * The documents that a plan's expected artefacts name. An artefact is a path, and for a document its sections may follow:
 * `REVIEW.md: Scope; Findings; Remedies`.
 */
export const requiredDocuments = (expectedArtefacts: readonly string[]): readonly RequiredDocument[] =>
  expectedArtefacts.flatMap((line) => {
    const [, path, sections = ""] = artefact.exec(line.trim()) ?? [];
    if (path === undefined) return [];
    const named = sections.split(";").map((section) => section.trim().replace(/[.,]$/u, ""));
    return [{ path: path.trim().replace(/^\.\//u, ""), sections: named.filter((section) => section !== "") }];
  });
