import { z } from "zod";
import { visibleName, visibleText } from "../ui/visible-text.ts";

/** Something that a person has to say about a line of a difference, until it is sent. */
export const LineComment = z.object({
  id: z.int(),
  path: z.string(),
  phaseId: z.string(),
  /** Of the file as it is after the change, or, for a line that was taken away, before it. */
  line: z.int(),
  removed: z.boolean(),
  /** The line's own words. */
  quote: z.string(),
  text: z.string(),
});
export type LineComment = z.infer<typeof LineComment>;

/** Where a comment stands. */
export type LinePlace = Pick<LineComment, "path" | "phaseId" | "line" | "removed">;

/** Whether two places are the very same line. */
export const isSameLine = (one: LinePlace, { path, phaseId, line, removed }: LinePlace): boolean =>
  one.path === path && one.phaseId === phaseId && one.line === line && one.removed === removed;

/** "src/a.ts:12", "src/a.ts:12, which was removed" */
export const placeWords = ({ path, line, removed }: Pick<LineComment, "path" | "line" | "removed">): string =>
  `${visibleName(path)}:${line}${removed ? ", which was removed" : ""}`;

/** A line that is longer is quoted in part: it can be found by its number. */
const quoteLimit = 300;

/** One message of what was typed and of the comments, each with its place and the line that it is about. */
export const composeMessage = (text: string, comments: readonly LineComment[]): string => {
  if (comments.length === 0) return text;
  const said = comments.map((comment) => {
    const quote = visibleText(comment.quote.trim());
    const shown = quote.length > quoteLimit ? `${quote.slice(0, quoteLimit)}…` : quote;
    return `${placeWords(comment)}\n> ${shown}\n${comment.text.trim()}`;
  });
  const heading = comments.length === 1 ? "A comment on the changes:" : "Comments on the changes:";
  return [...(text.trim() === "" ? [] : [text.trim()]), heading, ...said].join("\n\n");
};

/** "1 comment on the changes" */
export const commentsWords = (count: number): string =>
  count === 1 ? "1 comment on the changes" : `${count} comments on the changes`;

const keyOf = (projectId: string): string => `spiral.comments.${projectId}`;

/** The comments that this browser keeps for a project; whatever cannot be read counts as not there. */
export const readComments = (storage: Pick<Storage, "getItem">, projectId: string): readonly LineComment[] => {
  try {
    const stored = z.array(LineComment).safeParse(JSON.parse(storage.getItem(keyOf(projectId)) ?? "[]"));
    return stored.success ? stored.data : [];
  } catch {
    return [];
  }
};

/** Keeps them. Storage may be full or forbidden; the page goes on without it. */
export const keepComments = (
  storage: Pick<Storage, "setItem" | "removeItem">,
  projectId: string,
  comments: readonly LineComment[],
): void => {
  try {
    if (comments.length === 0) storage.removeItem(keyOf(projectId));
    else storage.setItem(keyOf(projectId), JSON.stringify(comments));
  } catch {
    // Nothing to tell anybody: what is on the screen is unharmed.
  }
};
