/** A piece of a text: marked, or between two marks. */
export interface TextPiece {
  /** Where it begins; also what tells it from the others. */
  readonly start: number;
  readonly text: string;
  readonly mark: "high" | "low" | null;
}

interface Place {
  readonly certainty: "high" | "low";
  readonly span: { readonly start: number; readonly end: number };
}

/** Cuts a text at the places that are to be marked. Where they overlap the more certain one is shown. Pure. */
export const markedPieces = (text: string, places: readonly Place[]): TextPiece[] => {
  const inOrder = places.toSorted(
    (a, b) => a.span.start - b.span.start || Number(b.certainty === "high") - Number(a.certainty === "high"),
  );
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const { certainty, span } of inOrder) {
    const start = Math.max(at, span.start);
    const end = Math.min(text.length, span.end);
    if (end <= start) continue;
    if (start > at) pieces.push({ start: at, text: text.slice(at, start), mark: null });
    pieces.push({ start, text: text.slice(start, end), mark: certainty });
    at = end;
  }
  if (at < text.length) pieces.push({ start: at, text: text.slice(at), mark: null });
  return pieces;
};
