/**
 * How a secret may be spelled in a text that somebody else has written: as it is, or encoded by whatever it went
 * through (JSON, an address, a header, a dump). Fixed texts, so that they can be searched for together and fast.
 */

const percent = (byte: number): string => `%${byte.toString(16).padStart(2, "0").toUpperCase()}`;
const lowerPercent = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

/** encodeURIComponent leaves these as they are; others (RFC 3986) do not. */
const strictly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => percent(character.charCodeAt(0)));

const percentEncoded = (text: string): string[] => {
  const whole = [...Buffer.from(text)].map(percent).join("");
  const usual = [encodeURIComponent(text), strictly(text), encodeURI(text), strictly(text).replaceAll("%20", "+")];
  const upper = [...usual, ...usual.map(encodeURIComponent), whole];
  return [...upper, ...upper.map(lowerPercent)];
};

/** The inside of a JSON string, as some write it (`\/`, everything but ASCII as `\u`), and JSON within JSON. */
const jsonEscaped = (text: string): string[] => {
  const once = JSON.stringify(text).slice(1, -1);
  const ascii = once.replace(
    /[^\u0020-\u007e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const twice = JSON.stringify(once).slice(1, -1);
  return [once, ascii, once.replaceAll("/", String.raw`\/`), twice, JSON.stringify(twice).slice(1, -1)];
};

const htmlEscaped = (text: string): string[] => {
  const named = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [
    named.replaceAll('"', "&quot;"),
    named.replaceAll('"', "&quot;").replaceAll("'", "&#39;"),
    named.replaceAll('"', "&quot;").replaceAll("'", "&#x27;"),
  ];
};

/**
 * The part of base64 that depends on the secret alone, for each of the three places at which it can begin within a
 * longer text (`user:secret`, say): characters that also hold bits of a neighbour are left out.
 */
const base64Aligned = (bytes: Buffer): string[] =>
  [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const alone = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    const forAddresses = alone.replaceAll("+", "-").replaceAll("/", "_");
    return [alone, forAddresses, alone.replaceAll("/", String.raw`\/`), ...percentEncoded(alone).slice(0, 1)];
  });

/** Every spelling that is looked for, each once; the plain one first. */
export const spellingsOf = (secret: string): readonly string[] => {
  // Half a surrogate pair has no bytes of its own, and encodeURIComponent throws at it.
  const text = secret.toWellFormed();
  const bytes = Buffer.from(text);
  const hex = bytes.toString("hex");
  return [
    ...new Set([
      text,
      ...jsonEscaped(text),
      ...htmlEscaped(text),
      ...percentEncoded(text),
      ...base64Aligned(bytes),
      hex,
      hex.toUpperCase(),
    ]),
  ];
};
