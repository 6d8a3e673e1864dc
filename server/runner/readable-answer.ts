/** A string value, finished or still being written, of an object under way. Short ones are names and ids. */
const stringValues = /:\s*"((?:[^"\\]|\\.)*)/g;
const shortest = 24;

/** What of a partly written string is whole: an escape that is cut in the middle is left out. */
const unescape = (value: string): string => {
  const whole = value.replace(/\\(u[0-9a-fA-F]{0,3})?$/, "");
  try {
    return String(JSON.parse(`"${whole}"`));
  } catch {
    return whole;
  }
};

/**
 * The sentences of a structured answer that is still being written, one paragraph each: for people who watch. What
 * counts is the finished, validated answer.
 */
export const readableAnswer = (json: string): string =>
  [...json.matchAll(stringValues)]
    .map(([, value = ""]) => unescape(value))
    .filter((text) => text.length >= shortest)
    .join("\n\n");
