import type { CostFigures } from "../../contract/costs.ts";

export const noCosts: CostFigures = {
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  billedMicros: 0,
  equivalentMicros: 0,
  localCalls: 0,
  scriptedCalls: 0,
  unpricedCalls: 0,
  unreportedCalls: 0,
};

/** Adds figures, each kind to its own. */
export const addCosts = (a: CostFigures, b: CostFigures): CostFigures => ({
  calls: a.calls + b.calls,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  billedMicros: a.billedMicros + b.billedMicros,
  equivalentMicros: a.equivalentMicros + b.equivalentMicros,
  localCalls: a.localCalls + b.localCalls,
  scriptedCalls: a.scriptedCalls + b.scriptedCalls,
  unpricedCalls: a.unpricedCalls + b.unpricedCalls,
  unreportedCalls: a.unreportedCalls + b.unreportedCalls,
});

/** Sums by a key, the dearest first, then the one with the most tokens. */
export const sumBy = <Row extends { readonly figures: CostFigures }, Key>(
  rows: readonly Row[],
  { keyOf, name }: { readonly keyOf: (row: Row) => Key; readonly name: (key: Key) => string },
): { readonly key: Key; readonly figures: CostFigures }[] => {
  const sums = new Map<string, { key: Key; figures: CostFigures }>();
  for (const row of rows) {
    const key = keyOf(row);
    const before = sums.get(name(key));
    sums.set(name(key), { key, figures: addCosts(before?.figures ?? noCosts, row.figures) });
  }
  const weight = ({ figures }: { figures: CostFigures }): number => figures.billedMicros + figures.equivalentMicros;
  const tokens = ({ figures }: { figures: CostFigures }): number => figures.inputTokens + figures.outputTokens;
  return [...sums.values()].toSorted((a, b) => weight(b) - weight(a) || tokens(b) - tokens(a));
};
