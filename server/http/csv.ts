/** What a spreadsheet would take for the beginning of a formula, or of something that leads to one. */
const formula = /^[=+\-@\t\r\n]/;
const needsQuotes = /[",;\r\n]/;

const quoted = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * One cell. Text that a spreadsheet would calculate with gets an apostrophe in front, which spreadsheets show as plain
 * text; numbers of ours are numbers, also below 0.
 */
const cell = (value: string | number | boolean | null): string => {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  return quoted(formula.test(value) ? `'${value}` : value);
};

/** One line of a CSV file (RFC 4180). */
export const csvLine = (values: readonly (string | number | boolean | null)[]): string =>
  `${values.map(cell).join(",")}\r\n`;
