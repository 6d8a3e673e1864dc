"use client";

import { createContext, useContext } from "react";

/** Other requests that are answered with the same answer, by what was shown of them. */
export interface AlsoAnswered {
  readonly projectId: string;
  readonly askId: string;
  readonly contentHash: string;
}

/** How answers are given here: with a moment to take them back, and together with identical requests. */
export interface AnswerManner {
  readonly identical: readonly AlsoAnswered[];
}

const MannerContext = createContext<AnswerManner | null>(null);

/** Around requests whose answers can be taken back for five seconds. */
export const AnswerMannerProvider = MannerContext;

/** Null: answers are sent at once. */
export const useAnswerManner = (): AnswerManner | null => useContext(MannerContext);
