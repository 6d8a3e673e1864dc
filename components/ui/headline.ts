/** A text that is no longer than this is shown whole. */
const wholeUpTo = 300;
/** What is shown of a longer one. */
const headLength = 220;

/**
 * What of a message belongs into one line, and the whole of it where that is more: a program may have said pages.
 * `whole` is null where nothing is left out. Pure.
 */
export const headlineOf = (text: string): { readonly head: string; readonly whole: string | null } => {
  const trimmed = text.trim();
  const [first = ""] = trimmed.split("\n");
  if (trimmed.length <= wholeUpTo && first === trimmed) return { head: trimmed, whole: null };
  if (first.length <= wholeUpTo) return { head: first, whole: trimmed };
  const cut = first.slice(0, headLength);
  const atSpace = cut.lastIndexOf(" ");
  return { head: `${cut.slice(0, atSpace > headLength / 2 ? atSpace : headLength)}…`, whole: trimmed };
};
