import { resumeDueProjects } from "../domain/projects/index.ts";
import { beatRunner, type RunnerFindings } from "../domain/runners/index.ts";
import { closeAbandonedAttempts, requeueStrandedRuns, runTiming } from "../domain/runs/index.ts";
import { repeat } from "./repeat.ts";
import type { RunnerContext } from "./runner-context.ts";

export interface SweeperOptions extends Pick<RunnerContext, "domain" | "leases" | "log" | "runnerId"> {
  readonly signal: AbortSignal;
  readonly find: () => Promise<RunnerFindings>;
}

/** How often this machine is looked at anew (Claude Code installed, signed in, Ollama there). */
const findingsMs = 30_000;

/**
 * What a runner does beside its runs, each on its own beat: renew its leases, pick up what was stranded by a dead
 * runner or a lost job, let projects go on whose window has reset, say that it lives.
 */
export const startSweeping = ({ domain, leases, log, runnerId, signal, find }: SweeperOptions): Promise<void> => {
  let findings: RunnerFindings | null = null;
  const loops = [
    repeat("renew leases", runTiming.renewMs, () => leases.renew()),
    repeat("sweep", runTiming.sweepMs, async () => {
      await requeueStrandedRuns(domain);
      await closeAbandonedAttempts(domain);
      await resumeDueProjects(domain);
    }),
    repeat("heartbeat", runTiming.renewMs, async () => {
      if (findings !== null) await beatRunner(domain, { id: runnerId, findings });
    }),
    repeat("findings", findingsMs, async () => {
      findings = await find();
    }),
  ];
  return Promise.all(loops.map((loop) => loop({ signal, log }))).then(() => undefined);
};
