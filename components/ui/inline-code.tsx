import { VisibleText } from "./visible-text-view.tsx";

/** A sentence in which `backticks` set off what is typed literally. */
export function InlineCode({ text }: { text: string }) {
  return (
    <>
      {text.split("`").map((part, index) =>
        // Every second part stood between two backticks; the parts of one sentence never change places.
        index % 2 === 1 ? (
          <code key={index} className="rounded-sm bg-sunken px-1 py-px font-mono text-xs">
            <VisibleText text={part} />
          </code>
        ) : (
          <VisibleText key={index} text={part} />
        ),
      )}
    </>
  );
}
