import { z } from "zod";

/**
 * PostgreSQL channels. Payloads carry ids only (a notification holds at most 8,000 bytes).
 * - events: `{p, s}` a project's log has grown to s; `{p, r, b}` a live block has changed; `{p}` lists have changed.
 * - control: a run was taken from its runner (pause, cancel): stop at once.
 * - sandbox: an admin wants runners to try their sandboxes anew. Empty.
 * - answers: a person has answered what an agent's process may wait for: look. Empty.
 * - look: an admin wants runners to look at their machines anew. An id that the findings then carry.
 */
export const notifyChannels = {
  events: "spiral_events",
  control: "spiral_control",
  sandbox: "spiral_sandbox",
  answers: "spiral_answers",
  look: "spiral_look",
} as const;

export const EventsNotification = z.object({
  p: z.string(),
  s: z.int().optional(),
  r: z.string().optional(),
  b: z.string().optional(),
});

export const ControlNotification = z.object({ runId: z.string() });
