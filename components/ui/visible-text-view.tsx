import { Fragment } from "react";
import { visiblePieces } from "#client/ui/visible-text";

/** Untrusted text with its hidden characters shown and marked. */
export function VisibleText({ text }: { text: string }) {
  return (
    <>
      {visiblePieces(text).map((piece, index) =>
        piece.hidden ? (
          // The pieces of one text never change places.
          <mark
            key={index}
            title="A character that cannot be seen otherwise"
            className="rounded-sm bg-needs-soft px-px font-mono text-needs"
          >
            {piece.text}
          </mark>
        ) : (
          <Fragment key={index}>{piece.text}</Fragment>
        ),
      )}
    </>
  );
}
