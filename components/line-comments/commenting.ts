"use client";

import { createContext, useContext } from "react";
import type { LineComment, LinePlace } from "./line-comment.ts";

/** Commenting on the lines of one file's difference. */
export interface Commenting {
  readonly path: string;
  readonly phaseId: string;
  /** All of the project that are not sent. */
  readonly comments: readonly LineComment[];
  /** The line that is being commented on. */
  readonly at: LinePlace | null;
  readonly open: (place: LinePlace | null) => void;
  readonly add: (comment: Omit<LineComment, "id">) => void;
  readonly remove: (ids: readonly number[]) => void;
}

const CommentingContext = createContext<Commenting | null>(null);
export const CommentingProvider = CommentingContext.Provider;

/** Null: these lines are not to be commented on. */
export const useCommenting = (): Commenting | null => useContext(CommentingContext);

/** A line as far as a comment is concerned. */
export interface CommentableLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Where a line stands; null where the difference does not know its number. Pure. */
export const placeOf = (
  { path, phaseId }: Pick<Commenting, "path" | "phaseId">,
  { kind, before, after }: CommentableLine,
): LinePlace | null => {
  const removed = kind === "removed";
  const line = removed ? before : after;
  return line === null ? null : { path, phaseId, line, removed };
};

/** Of a file's lines, and of the button that stands for one: arrow keys lead from one to the next. */
export const linesMark = "data-lines";
export const lineMark = "data-line";

/** From a line's button to that of the next one or the one before. */
export const moveAmongLines = (event: React.KeyboardEvent<HTMLElement>): void => {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const lines = [
    ...(event.currentTarget.closest(`[${linesMark}]`)?.querySelectorAll<HTMLElement>(`[${lineMark}]`) ?? []),
  ];
  const next = lines[lines.indexOf(event.currentTarget) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
};
