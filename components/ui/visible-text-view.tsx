import { Fragment } from "react";
import { visibleNamePieces, visiblePieces, type TextPiece } from "#client/ui/visible-text";

/** Untrusted text with its hidden characters shown and marked. */
export function VisibleText({ text }: { text: string }) {
  return <Pieces pieces={visiblePieces(text)} />;
}

/** The name or path of a file as an agent chose it, on one line, its spaces kept, its direction nobody else's. */
export function VisibleName({ text }: { text: string }) {
  return (
    <bdi className="whitespace-pre">
      <Pieces pieces={visibleNamePieces(text)} />
    </bdi>
  );
}

function Pieces({ pieces }: { pieces: readonly TextPiece[] }) {
  return (
    <>
      {pieces.map((piece, index) =>
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
