import { z } from "zod";
import { invalidRequest } from "./api-error.ts";

/**
 * What the real API demands of JSON schemas: tool inputs may use most of draft 2020-12, demanded output structures
 * only the part that constrained decoding can follow. @anthropic-ai/sdk rewrites zod schemas into that part; a
 * schema sent around it is refused here as there.
 */

type Schema = Record<string, unknown>;
const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const typeNames = ["string", "number", "integer", "boolean", "object", "array", "null"];
const TypeKeyword = z.union([z.enum(typeNames), z.array(z.enum(typeNames)).min(1)]);

const invalidDraft = (where: string) =>
  invalidRequest(`${where}: JSON schema is invalid. It must match JSON Schema draft 2020-12`);

/** Keywords whose value is a schema, a list of schemas, or a map of schemas. */
const single = ["items", "additionalProperties", "propertyNames", "not", "contains", "if", "then", "else"];
const lists = ["anyOf", "oneOf", "allOf", "prefixItems"];
const maps = ["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"];

/** Visits the schema and everything below it, with the place of each. */
const walk = (schema: Schema, where: string, visit: (schema: Schema, where: string) => void): void => {
  visit(schema, where);
  const descend = (value: unknown, at: string): void => {
    if (typeof value === "boolean") return;
    if (!isSchema(value)) throw invalidDraft(at);
    walk(value, at, visit);
  };
  for (const key of single) if (schema[key] !== undefined) descend(schema[key], `${where}.${key}`);
  for (const key of lists) {
    const value = schema[key];
    if (value === undefined) continue;
    if (!Array.isArray(value) || value.length === 0) throw invalidDraft(`${where}.${key}`);
    for (const [index, entry] of value.entries()) descend(entry, `${where}.${key}.${index}`);
  }
  for (const key of maps) {
    const value = schema[key];
    if (value === undefined || value === null) continue;
    if (!isSchema(value)) throw invalidDraft(`${where}.${key}`);
    for (const [name, entry] of Object.entries(value)) descend(entry, `${where}.${key}.${name}`);
  }
};

const checkDraft = (schema: Schema, where: string): void => {
  if (schema["type"] !== undefined && !TypeKeyword.safeParse(schema["type"]).success) throw invalidDraft(where);
  if (schema["enum"] !== undefined && !Array.isArray(schema["enum"])) throw invalidDraft(where);
  const required = schema["required"];
  if (required != null && !z.array(z.string()).safeParse(required).success) throw invalidDraft(where);
};

/** @throws ApiRefusal (400) for a schema that no tool may have */
export const checkToolSchema = (schema: Schema, where: string): void => {
  for (const key of ["oneOf", "allOf", "anyOf"]) {
    if (schema[key] !== undefined) {
      throw invalidRequest(`${where}: input_schema does not support oneOf, allOf, or anyOf at the top level`);
    }
  }
  walk(schema, where, checkDraft);
};

/** Keywords per type that constrained decoding cannot follow. */
const unsupported: Record<string, readonly string[]> = {
  string: ["minLength", "maxLength"],
  integer: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  array: ["maxItems", "uniqueItems", "prefixItems", "contains"],
  object: ["minProperties", "maxProperties", "patternProperties", "propertyNames"],
};

const checkOutputNode = (schema: Schema, where: string): void => {
  checkDraft(schema, where);
  for (const key of ["oneOf", "not", "if"]) {
    if (schema[key] !== undefined) throw invalidRequest(`${where}: Schema keyword '${key}' is not supported`);
  }
  const type = schema["type"];
  if (typeof type !== "string") {
    if (["anyOf", "allOf", "enum", "const", "$ref"].some((key) => schema[key] !== undefined)) return;
    throw invalidRequest(`${where}: Schema type is required`);
  }
  const refused = (unsupported[type] ?? []).filter((key) => schema[key] !== undefined);
  if (refused.length > 0) {
    throw invalidRequest(`${where}: For '${type}' type, properties ${refused.join(", ")} are not supported`);
  }
  if (type === "array" && schema["minItems"] !== undefined && schema["minItems"] !== 0 && schema["minItems"] !== 1) {
    throw invalidRequest(`${where}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`);
  }
  if (type === "object" && schema["additionalProperties"] !== false) {
    throw invalidRequest(`${where}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  }
};

/** @throws ApiRefusal (400) for a schema that no answer can be constrained to */
export const checkOutputSchema = (schema: Schema): void => walk(schema, "output_config.format.schema", checkOutputNode);
