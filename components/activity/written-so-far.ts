/** A piece of a structured answer that is still being written. */
export interface WrittenField {
  /** Null inside a list. */
  readonly name: string | null;
  readonly text: string;
}

/** Whether a text looks like the structured answer that planners and reviewers give, rather than prose. */
export const looksStructured = (text: string): boolean => /^\s*(?:```json\s*)?[[{]/u.test(text);

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "",
  b: "",
  f: "",
  "/": "/",
  "\\": "\\",
  '"': '"',
};

/**
 * The words in a JSON text that may break off anywhere, in order and with their names: what a person can read of a
 * structured answer while it is written. Never fails; what it does not understand it leaves out.
 */
export const writtenSoFar = (json: string): readonly WrittenField[] => {
  const fields: WrittenField[] = [];
  let name: string | null = null;
  let at = 0;

  const readString = (): string => {
    let text = "";
    at += 1;
    while (at < json.length && json[at] !== '"') {
      if (json[at] !== "\\") {
        text += json[at];
        at += 1;
      } else if (json[at + 1] === "u") {
        const code = Number.parseInt(json.slice(at + 2, at + 6), 16);
        if (!Number.isNaN(code)) text += String.fromCharCode(code);
        at += 6;
      } else {
        text += escapes[json[at + 1] ?? ""] ?? "";
        at += 2;
      }
    }
    at += 1;
    return text;
  };

  while (at < json.length) {
    const character = json[at] ?? "";
    if (character === '"') {
      const text = readString();
      const rest = /^\s*:/u.exec(json.slice(at, at + 20));
      if (rest !== null) {
        name = text;
        at += rest[0].length;
      } else {
        fields.push({ name, text });
        name = null;
      }
    } else if (/[-0-9a-z]/iu.test(character)) {
      const literal = /^[-+.\w]+/u.exec(json.slice(at, at + 40))?.[0] ?? character;
      if (literal !== "null" && name !== null) fields.push({ name, text: literal });
      name = null;
      at += literal.length;
    } else {
      if (character === "[" || character === "{") name = character === "[" ? name : null;
      at += 1;
    }
  }
  return fields.filter((field) => field.text !== "");
};

/** "acceptanceCriteria" is "Acceptance criteria" to people. */
export const fieldLabel = (name: string): string => {
  const words = name
    .replaceAll(/([a-z])([A-Z])/gu, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
