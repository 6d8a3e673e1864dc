import type { z } from "zod";

/**
 * Checks a form with the server's own rules before it is sent.
 * @returns the first message per top-level field, and per field within one ("long.input"); empty where everything is right
 */
export const checkInput = (schema: z.ZodType, input: unknown): Readonly<Record<string, string>> => {
  const result = schema.safeParse(input);
  if (result.success) return {};
  const found: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const field = String(issue.path[0] ?? "form");
    found[field] ??= issue.message;
    if (issue.path.length > 1) found[issue.path.join(".")] ??= issue.message;
  }
  return found;
};
