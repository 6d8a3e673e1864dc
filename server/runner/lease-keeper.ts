import type { Logger } from "pino";
import type { Domain } from "../domain/domain.ts";
import { renewLeases, runTiming, type Lease } from "../domain/runs/index.ts";

/** Why work on a run must stop now. */
export type StopReason =
  /** The run is no longer ours: paused, cancelled, or taken over. Nothing more may be written. */
  | "taken"
  /** This runner is shutting down; the run is handed back. */
  | "shutdown";

export interface HeldLease {
  readonly lease: Lease;
  readonly signal: AbortSignal;
}

/**
 * Keeps the leases of one runner: renews them all in one statement, and tells the work on a run to stop when its lease
 * is gone. When the database has not confirmed a renewal for a whole lease, everything stops, because another runner
 * may have taken over by then without our knowing.
 */
export class LeaseKeeper {
  readonly #held = new Map<string, { lease: Lease; controller: AbortController }>();
  readonly #domain: Pick<Domain, "prisma" | "clock">;
  readonly #log: Logger;
  #confirmedAt: number;
  #stopping = false;

  constructor(domain: Pick<Domain, "prisma" | "clock">, log: Logger) {
    this.#domain = domain;
    this.#log = log;
    this.#confirmedAt = domain.clock.now().getTime();
  }

  get size(): number {
    return this.#held.size;
  }

  /** True once this runner is shutting down: it takes no more runs. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Begins to keep a lease; its signal aborts with a StopReason. Release it when the run is settled. */
  hold(lease: Lease): HeldLease {
    const controller = new AbortController();
    // Our own earlier attempt at this run, when we slept through its lease (SIGSTOP) and claim it again on waking.
    this.stop(lease.runId, "taken");
    if (this.#held.size === 0) this.#confirmedAt = this.#domain.clock.now().getTime();
    this.#held.set(lease.runId, { lease, controller });
    return { lease, signal: controller.signal };
  }

  release({ lease }: HeldLease): void {
    if (this.#held.get(lease.runId)?.lease.leaseToken === lease.leaseToken) this.#held.delete(lease.runId);
  }

  /** Stops the work on a run, if it is ours. */
  stop(runId: string, reason: StopReason): void {
    this.#held.get(runId)?.controller.abort(reason);
  }

  /** Stops the work on all runs; a shutdown also takes no more. */
  stopAll(reason: StopReason): void {
    this.#stopping ||= reason === "shutdown";
    for (const { controller } of this.#held.values()) controller.abort(reason);
  }

  /** One round of renewals; call it every `runTiming.renewMs`. */
  async renew(): Promise<void> {
    const asked = [...this.#held.values()];
    try {
      const renewed = await renewLeases(
        this.#domain,
        asked.map(({ lease }) => lease),
      );
      this.#confirmedAt = this.#domain.clock.now().getTime();
      for (const { lease, controller } of asked) {
        if (!renewed.has(lease.runId)) controller.abort("taken" satisfies StopReason);
      }
    } catch (error) {
      this.#log.warn({ err: error }, "Leases could not be renewed: the database did not answer.");
      if (this.#domain.clock.now().getTime() - this.#confirmedAt > runTiming.leaseMs) this.stopAll("taken");
    }
  }
}
