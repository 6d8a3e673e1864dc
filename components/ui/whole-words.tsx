import { Fragment } from "react";

/**
 * Text that breaks at its spaces and not at the hyphens of a name, a model's for one. Only a name that is longer than
 * its line is broken within.
 */
export function WholeWords({ text }: { text: string }) {
  return text.split(" ").map((word, index) => (
    // The words of one text never change places.
    <Fragment key={index}>
      {index === 0 ? "" : " "}
      {word.includes("-") ? <span className="inline-block max-w-full break-words">{word}</span> : word}
    </Fragment>
  ));
}
