import { z } from "zod";
import { readJson } from "./json.ts";

const Model = z
  .string()
  .max(200)
  .regex(/^[\x21-\x7e]+$/);

const quote = 0x22;
const backslash = 0x5c;
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [comma, colon] = [0x2c, 0x3a];

/** By byte; a table, because it is asked for every one of up to 32 Mi. */
const tableOf = (characters: string): Uint8Array => {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from(characters)) table[byte] = 1;
  return table;
};
const isSpace = tableOf(" \t\n\r");
/** What may stand outside of strings apart from quotes and structure: numbers, true, false, null and spaces. */
const isPlain = tableOf("0123456789+-.eEtrufalsn \t\n\r");

/** What is read of a request's body. */
export interface RequestHead {
  readonly model: string;
  /** How long the answer may be, in tokens; the larger one of two. Null where it says nothing that is a number. */
  readonly maxTokens: number | null;
}

/**
 * The model that a request's body asks for, and the longest answer that it allows: the values of the members `model`
 * (the one) and `max_tokens` of the object that it is. Null where it is no object, or names no model, or two.
 *
 * It is not parsed, for two reasons. An agent could send 32 MiB of `[],[],…`, which keep JSON.parse busy for seconds
 * and fill a gigabyte, and everybody's runs wait in this process. And JSON.parse takes the last of two members of one
 * name where a service may take the first, so that what was admitted were not what is asked. What is not valid JSON
 * otherwise is for the service to refuse; comments and other quotes, which could hide a member from one of the two, are
 * refused here.
 */
export const readRequestHead = (body: Buffer): RequestHead | null => {
  let model: string | null = null;
  let maxTokens: number | null = null;
  let depth = 0;
  let key: string | null = null;
  let isKeyNext = false;
  let isValueNext = false;
  let hasEnded = false;

  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (isSpace[byte] === 1) continue;
    if (depth === 0 && (hasEnded || byte !== openBrace)) return null;
    if (isValueNext) {
      if (key === "model" && byte !== quote) return null;
      if (key === "max_tokens") maxTokens = larger(maxTokens, numberAt(body, at));
      isValueNext = false;
    }
    switch (byte) {
      case openBrace:
      case openBracket:
        depth += 1;
        isKeyNext = depth === 1;
        break;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        hasEnded = depth === 0;
        break;
      case comma:
        if (depth === 1) isKeyNext = true;
        break;
      case colon:
        if (depth === 1) isValueNext = true;
        break;
      case quote: {
        const end = endOfString(body, at);
        if (end === -1) return null;
        if (depth === 1) {
          const isKey = isKeyNext;
          isKeyNext = false;
          if (isKey) key = shortString(body, at, end);
          else if (key === "model") {
            if (model !== null) return null;
            model = shortString(body, at, end);
            if (model === null) return null;
          }
        }
        at = end;
        break;
      }
      default:
        if (isPlain[byte] !== 1) return null;
    }
  }
  const named = hasEnded ? Model.safeParse(model).data : undefined;
  return named === undefined ? null : { model: named, maxTokens };
};

const larger = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/** In characters; a number of tokens is shorter. */
const longestNumber = 32;

const numberAt = (body: Buffer, start: number): number | null => {
  const text = /^\d[\d.eE+]*/.exec(body.toString("latin1", start, start + longestNumber))?.[0];
  const number = Number(text ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
};

/** Where the string that begins at a quote ends; -1 where it does not. */
const endOfString = (body: Buffer, start: number): number => {
  for (let at = start + 1; at < body.length; at += 1) {
    if (body[at] === quote) return at;
    if (body[at] === backslash) at += 1;
  }
  return -1;
};

/** In bytes with all escapes; neither the name `model` nor a model's name is longer. */
const longestString = 2_000;

const shortString = (body: Buffer, start: number, end: number): string | null => {
  if (end - start > longestString) return null;
  const text = readJson(body.toString("utf8", start, end + 1));
  return typeof text === "string" ? text : null;
};
