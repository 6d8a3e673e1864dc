import { z } from "zod";

/** What a runner that a test is going to kill is told to do. */
export const Orders = z.object({
  /** Takes the place of its data directory. */
  folder: z.string(),
  /** Its only project's user id on the host, in the service profile. */
  uidBase: z.int(),
  limits: z.object({
    processes: z.int(),
    fileBytes: z.int(),
    openFiles: z.int(),
    temporaryBytes: z.int(),
    memoryBytes: z.int(),
    cpuPercent: z.int(),
  }),
  /** The host side of its door. */
  doorSocket: z.string(),
  /** What runs in its sandbox; null starts nothing. */
  script: z.string().nullable(),
  /** What becomes of its reaper before anything is started. */
  reaper: z.enum(["awake", "asleep", "dead"]),
  /** When it kills itself, after the start; 0 is in the same tick. Null waits for somebody else's signal. */
  diesAfterMs: z.number().nullable(),
});
export type Orders = z.infer<typeof Orders>;

/** What it says when it is about to start its sandbox, as a line on stdout. */
export const Beginning = z.object({
  reaper: z.int(),
  /** What it has found of a dead runner in its folder. */
  reaped: z.object({ found: z.int(), left: z.int() }),
});
export type Beginning = z.infer<typeof Beginning>;
