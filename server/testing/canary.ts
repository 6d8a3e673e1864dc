import { randomBytes } from "node:crypto";
import pg from "pg";

/**
 * Marked secrets, and the search for them. The search undoes encodings instead of making them, so that it shares no
 * mistake with the redaction that it judges (server/platform/redaction.ts).
 */

/** A secret that nothing else in the world holds. `ending` brings in the characters that encodings change. */
export const markedSecret = (begin: string, ending = ""): string =>
  `${begin}${randomBytes(24).toString("base64url")}${ending}`;

const percentDecoded = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => Buffer.from(codes.replaceAll("%", ""), "hex").toString("utf8"));

const shortEscapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
const unescaped = (text: string): string =>
  text.replace(
    /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(.))/gi,
    (_all, unicode?: string, hex?: string, other: string = "") => {
      const code = unicode ?? hex;
      return code === undefined ? (shortEscapes[other] ?? other) : String.fromCharCode(Number.parseInt(code, 16));
    },
  );

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const htmlDecoded = (text: string): string =>
  text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot|apos));/gi,
    (all, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? all;
      return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal));
    },
  );

/** All runs of base64, read from each of the four places at which a group of characters can begin. */
const base64Decoded = (text: string): string =>
  [...text.matchAll(/[\w+/-]{12,}/g)]
    .flatMap(([run]) => [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), "base64").toString("utf8")))
    .join("\n");

const hexDecoded = (text: string): string =>
  [...text.matchAll(/[0-9a-f]{16,}/gi)]
    .flatMap(([run]) => [0, 1].map((skip) => Buffer.from(run.slice(skip), "hex").toString("utf8")))
    .join("\n");

const decoders = {
  "percent-decoded": percentDecoded,
  unescaped,
  "HTML decoded": htmlDecoded,
  "base64 decoded": base64Decoded,
  "hex decoded": hexDecoded,
  "with + for spaces": (text: string) => text.replaceAll("+", " "),
  "joined lines": (text: string) => text.replaceAll(/(?:\\r|\\n|\s)+/g, ""),
} as const;

const deepest = 3;

/**
 * Which of the secrets a text holds, as it is or decoded up to three times, each with one way to find it.
 * @param secrets by name
 * @returns for example `["stored key: base64 decoded, unescaped"]`; empty where there is none
 */
export const secretsIn = (text: string, secrets: Readonly<Record<string, string>>): string[] => {
  const found = new Map<string, readonly string[]>();
  const looked = new Set<string>();
  const look = (layer: string, way: readonly string[]): void => {
    if (layer === "" || looked.has(layer)) return;
    looked.add(layer);
    for (const [name, secret] of Object.entries(secrets))
      if (!found.has(name) && layer.includes(secret)) found.set(name, way);
    if (way.length === deepest) return;
    for (const [name, decode] of Object.entries(decoders)) look(decode(layer), [...way, name]);
  };
  look(text, []);
  return [...found].map(([name, way]) => `${name}: ${way.length === 0 ? "as it is" : way.join(", ")}`);
};

/** How a text holds one secret; empty where it does not. */
export const waysToFind = (text: string, secret: string): string[] => secretsIn(text, { it: secret });

const withPadding = (secret: string, before: number): Buffer => Buffer.from(`${"x".repeat(before)}${secret} and more`);
const codes = (secret: string, write: (code: number) => string): string => [...Buffer.from(secret)].map(write).join("");
const twoDigits = (code: number): string => code.toString(16).padStart(2, "0");

/** Every way in which a secret is known to hide; for proving that search and redaction find it. */
export const hidings: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  "in JSON": (secret) => JSON.stringify({ key: secret }),
  "in JSON in JSON": (secret) => JSON.stringify(JSON.stringify({ key: secret })),
  "in HTML": (secret) => secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;"),
  "as a part of an address": encodeURIComponent,
  "as a part of an address, in small letters": (secret) =>
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  "as a form's value": (secret) => new URLSearchParams({ key: secret }).toString(),
  "percent-encoded throughout": (secret) => codes(secret, (code) => `%${twoDigits(code)}`),
  "base64 alone": (secret) => Buffer.from(secret).toString("base64"),
  "base64url alone": (secret) => Buffer.from(secret).toString("base64url"),
  "base64, first place": (secret) => withPadding(secret, 3).toString("base64"),
  "base64, second place": (secret) => withPadding(secret, 4).toString("base64"),
  "base64, third place": (secret) => withPadding(secret, 5).toString("base64"),
  "base64url, second place": (secret) => withPadding(secret, 1).toString("base64url"),
  "base64url, third place": (secret) => withPadding(secret, 2).toString("base64url"),
  "a Basic header": (secret) => `Basic ${Buffer.from(`user:${secret}`).toString("base64")}`,
  "base64 in an address": (secret) => encodeURIComponent(withPadding(secret, 1).toString("base64")),
  hex: (secret) => Buffer.from(secret).toString("hex"),
  "hex in capitals": (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
};

/** Everything that a database holds, as text: each row of each table of every schema. Bytes are in hex. */
export const databaseTexts = async (url: string): Promise<{ place: string; text: string }[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    const texts: { place: string; text: string }[] = [];
    for (const { name } of tables.rows) {
      const rows = await client.query<{ text: string }>(`SELECT row::text AS text FROM ${name} AS row`);
      texts.push({ place: `table ${name}`, text: rows.rows.map(({ text }) => text).join("\n") });
    }
    return texts;
  } finally {
    await client.end();
  }
};
