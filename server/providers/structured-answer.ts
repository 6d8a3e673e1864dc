import { z } from "zod";

/** What an answer that should be JSON in a demanded structure turned out to be. */
export type StructuredAnswer<Output> =
  | { readonly kind: "output"; readonly output: Output }
  /** In words that a model can mend it by. */
  | { readonly kind: "misfit"; readonly problem: string };

/** Reads an answer that was demanded as JSON. Prose, nothing at all and a wrong structure are misfits with their reason. */
export const readStructuredAnswer = <Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): StructuredAnswer<z.infer<Schema>> => {
  if (text.trim() === "") return { kind: "misfit", problem: "The answer was empty." };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return {
      kind: "misfit",
      problem: `The answer is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const parsed = schema.safeParse(json);
  return parsed.success
    ? { kind: "output", output: parsed.data }
    : { kind: "misfit", problem: z.prettifyError(parsed.error).slice(0, 2_000) };
};

/** What a model is told whose answer could not be used. */
export const complaintAbout = (problem: string): string =>
  `Your answer cannot be used:\n${problem}\n\nAnswer the same question again, with exactly the demanded structure and nothing else.`;

/** Said to people when the second answer does not fit either. */
export const misfitTwice = (problem: string): string =>
  `The answer did not fit the demanded structure, and neither did a second one. The last problem: ${problem.slice(0, 500)}`;
