import { z } from "zod";

/** What a run is told beside its phase; stored as the run's input. */
export const RunInput = z.object({
  /** A refinement's instruction, or what the human said about a plan; null for a first time. */
  instruction: z.object({ from: z.enum(["project_manager", "user"]), text: z.string() }).nullable(),
});
export type RunInput = z.infer<typeof RunInput>;
