/** The few meanings that have a colour. A tone never stands alone: an icon and a word go with it. */
export type Tone = "neutral" | "accent" | "running" | "needs" | "done" | "failed" | "fallback" | "scripted";

/** Text or icon in the tone's colour, on the surface or on the tone's own soft ground. */
export const toneText = {
  neutral: "text-muted",
  accent: "text-accent",
  running: "text-running",
  needs: "text-needs",
  done: "text-done",
  failed: "text-failed",
  fallback: "text-fallback",
  scripted: "text-muted",
} as const satisfies Record<Tone, string>;

/** A quiet ground in the tone. */
export const toneGround = {
  neutral: "bg-sunken",
  accent: "bg-accent-soft",
  running: "bg-running-soft",
  needs: "bg-needs-soft",
  done: "bg-done-soft",
  failed: "bg-failed-soft",
  fallback: "bg-fallback-soft",
  scripted: "hatched",
} as const satisfies Record<Tone, string>;
