/** Lifecycle timings of runs, in milliseconds. Documented here and used by runner, sweeper and readers alike. */
export const runTiming = {
  /** How long a runner is believed to be alive without renewing its leases. Take-over after kill -9 takes this long. */
  leaseMs: 10_000,
  /** How often a runner renews. Several renewals fit into a lease, so that one slow query loses nothing. */
  renewMs: 2_000,
  /** How often the sweeper looks for runs whose lease has ended or whose job is missing. */
  sweepMs: 2_000,
  /** A queued run whose job should have been taken long ago gets another one; a doubled job is harmless. */
  lostJobMs: 15_000,
  /** Runners that may die over one run in a row before a person is asked: the run may be what kills them. */
  lostAttempts: 5,
  /** A runner that has not been heard of for this long does not count as alive. */
  runnerSilenceMs: 10_000,
} as const;
