import type { Candidate } from "./choose-model.ts";

/** Models that are to have passed: the one that is used, and one for what it fails at. */
const wantedPassed = 2;

/** Those, and the best of another server, for when the first one's is away. */
export const wantedOf = (inOrder: readonly Candidate[]): readonly Candidate[] => {
  const elsewhere = inOrder.find(({ hostUrl }) => hostUrl !== inOrder[0]?.hostUrl);
  return [...inOrder.slice(0, wantedPassed), ...(elsewhere === undefined ? [] : [elsewhere])];
};
