import { z } from "zod";

/** What one attempt to break out of the sandbox came to. */
export const ProbeResult = z.object({
  /** Stays the same for ever: monitoring may look for it. */
  name: z.string(),
  /** What was attempted, for people. */
  title: z.string(),
  /** Inside. Null: it says nothing on this machine, and `detail` says why. */
  refused: z.boolean().nullable(),
  /** The same outside, where it must succeed: else the refusal proves nothing. Null where `refused` is. */
  control: z.boolean().nullable(),
  detail: z.string(),
});
export type ProbeResult = z.infer<typeof ProbeResult>;

/** A whole self-test of a runner's sandbox. */
export const SandboxReport = z.object({
  profile: z.enum(["service", "user"]),
  ranAt: z.iso.datetime(),
  durationMs: z.int(),
  probes: z.array(ProbeResult),
});
export type SandboxReport = z.infer<typeof SandboxReport>;

export interface ProbeTally {
  readonly refused: number;
  /** Probes that say something on this machine. */
  readonly applicable: number;
  readonly notApplicable: number;
  /** What was not refused: with any, the sandbox does not hold. */
  readonly reached: readonly ProbeResult[];
  /** Refused, but without a control that could show that this means something. */
  readonly unproven: readonly ProbeResult[];
}

/** A report in figures. Pure. */
export const tallyProbes = (probes: readonly ProbeResult[]): ProbeTally => {
  const applicable = probes.filter(({ refused }) => refused !== null);
  const reached = applicable.filter(({ refused }) => refused === false);
  return {
    refused: applicable.length - reached.length,
    applicable: applicable.length,
    notApplicable: probes.length - applicable.length,
    reached,
    unproven: applicable.filter(({ refused, control }) => refused === true && control === false),
  };
};
