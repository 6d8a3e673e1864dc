import { z } from "zod";

/** What a run is told beside its phase; stored as the run's input. */
export const RunInput = z.object({
  /** A refinement's instruction, what the human said about a plan, or wants of a phase that is done again; null: nothing. */
  instruction: z.object({ from: z.enum(["project_manager", "user"]), text: z.string() }).nullable(),
  /** RESTORE: the commit to which the workspace is put back. */
  restoreTo: z.string().nullable().default(null),
  /** IMPLEMENT: a person wants the phase done again, with its files put back before, or on top of what is there. */
  redo: z.enum(["from_start", "as_it_stands"]).nullable().default(null),
  /** ASSESS_TOOL: which one. */
  toolRequestId: z.string().nullable().default(null),
});
export type RunInput = z.infer<typeof RunInput>;
