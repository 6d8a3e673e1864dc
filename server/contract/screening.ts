import { z } from "zod";

/** What is found in a brief or a repository before agents read it (R64), and what is done about it. */

/** What findings of high certainty mean for submitting a brief. */
export const screeningModes = ["warn", "confirm", "block"] as const;
export const ScreeningMode = z.enum(screeningModes);
export type ScreeningMode = z.infer<typeof ScreeningMode>;

export const screeningModeWords = {
  warn: { label: "Warn", description: "Findings are shown. Submitting needs nothing more." },
  confirm: { label: "Confirm", description: "Submitting needs a tick that the findings have been looked at." },
  block: { label: "Block", description: "A brief with findings cannot be submitted until they are taken out." },
} as const satisfies Record<ScreeningMode, { label: string; description: string }>;

export const ScreeningFinding = z.object({
  /** A key or password; words that would turn an agent against its task; text that people do not see. */
  kind: z.enum(["secret", "injection", "hidden_text"]),
  /** Which rule found it, for example `ignore-instructions`. */
  rule: z.string(),
  /** `low` is worth a look and never in the way: it has ordinary reasons, too. */
  certainty: z.enum(["high", "low"]),
  /** What it is and what to do about it. */
  message: z.string(),
  /** Where: UTF-16 positions, the end exclusive; line and column begin at 1. */
  span: z.object({ start: z.int(), end: z.int(), line: z.int(), column: z.int() }),
  /** The place in its surroundings, secrets cut to their last four characters, hidden characters made visible. */
  excerpt: z.string(),
});
export type ScreeningFinding = z.infer<typeof ScreeningFinding>;

/** The answer to a brief that is being written. */
export interface ScreeningView {
  readonly mode: ScreeningMode;
  readonly findings: readonly ScreeningFinding[];
  /** Of this text with these findings; what a confirmation names. */
  readonly hash: string;
}

/** What is kept with a project. */
export const ScreeningRecord = z.object({
  mode: ScreeningMode,
  /** `confirmed`: a person has looked at them. `shown`: nobody had to. */
  decision: z.enum(["nothing_found", "shown", "confirmed"]),
  findings: z.array(ScreeningFinding),
  at: z.iso.datetime(),
  /** Who submitted the brief. */
  by: z.string(),
});
export type ScreeningRecord = z.infer<typeof ScreeningRecord>;
