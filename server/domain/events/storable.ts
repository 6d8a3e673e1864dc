import type { Prisma } from "../../db/generated/client.ts";
import { knownSecrets } from "../../platform/known-secrets.ts";

type Json = Prisma.JsonValue;

/**
 * PostgreSQL's text cannot hold NUL or half surrogate pairs, which agents and shells do print; and nothing that is
 * stored for people to read holds a secret, whoever has said it.
 */
export const storableText = (text: string): string =>
  knownSecrets().redact(text).replaceAll("\u0000", "\ufffd").toWellFormed();

/**
 * Any value as JSON that PostgreSQL can hold: what it cannot becomes the replacement character, so that hostile or
 * binary output is shown instead of stopping a run. Functions, undefined and the like are left out, as in JSON.
 */
export const storable = (value: unknown): Json => {
  if (typeof value === "string") return storableText(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean" || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(storable);
  return typeof value === "object" ? storableObject(value) : null;
};

/** The same for an object, whose type says that it is one. */
export const storableObject = (value: object): { [key: string]: Json } =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [storableText(key), storable(item)]),
  );
