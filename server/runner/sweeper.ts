import { keepAuditCheck } from "../domain/audit/index.ts";
import { keepAlerts } from "../domain/alerts/index.ts";
import { expireAsks } from "../domain/progress/index.ts";
import { resumeDueProjects, resumeFundedProjects } from "../domain/projects/index.ts";
import { giveUpIdleProbes } from "../domain/fallback/index.ts";
import { beatRunner, type RunnerFindings } from "../domain/runners/index.ts";
import { closeAbandonedAttempts, requeueStrandedRuns, runTiming } from "../domain/runs/index.ts";
import { reopenDueToolRequests } from "../domain/tool-requests/index.ts";
import { endVainWaits } from "../domain/tools/index.ts";
import { keepLedgerCheck, unendedCallsCloser } from "../domain/usage/index.ts";
import { repeat } from "./repeat.ts";
import { createLocalModelKeeper } from "./local-models.ts";
import { pinLocalModel } from "./pin-local-model.ts";
import { createMetricsExport } from "./export-metrics.ts";
import { createRetention } from "./retention.ts";
import { resumeServed } from "./resume-served.ts";
import type { RunnerContext } from "./runner-context.ts";
import { carryOutExports, keepExports } from "./export-keeper.ts";
import { keepUploads } from "./upload-keeper.ts";
import type { Looks } from "./looks.ts";
import { sandboxFindings } from "./sandbox-findings.ts";
import { sendDueDeliveries } from "./webhook-sender.ts";

export interface SweeperOptions extends RunnerContext {
  readonly signal: AbortSignal;
  readonly looks: Looks;
}

/** How often removals that were decided are carried out, and how often the disk is looked at. */
const retentionMs = { remove: 2_000, look: 15_000 } as const;

/** How often it is looked whether somebody wants something brought out. */
const exportsMs = 1_000;
/** How often budgets, calls and the ledger are looked at for alerts, and whether there is anything to tell. */
const alertsMs = 2_000;
const webhookMs = 1_000;

/** How often metrics are sent, where a collector is named; OpenTelemetry's own default. */
const metricsMs = 60_000;

/** How often the books are checked as a whole: a second or two for a million calls. */
const ledgerCheckMs = 5 * 60_000;

/** How often the audit log's chain is followed from its beginning: four seconds for a hundred thousand entries on two busy cores. */
const auditCheckMs = 5 * 60_000;

/** How often this machine is looked at anew (Claude Code installed, signed in, Ollama there). */
const findingsMs = 30_000;

/** How often somebody may have asked for a check or a pull. */
const localModelsMs = 2_000;

/** How often it is looked whether somebody could work on what waits for Claude or for a local model. */
const servedMs = 5_000;

/** How often it is looked whether Claude's limits come near. */
const pinsMs = 5_000;

/**
 * What a runner does beside its runs, each on its own beat: renew its leases, pick up what was stranded by a dead
 * runner or a lost job, let projects go on whose window has reset, whose budget has room again or whose work somebody could do, say that it lives, look after the disk, tell what somebody should know of.
 */
export const startSweeping = (options: SweeperOptions): Promise<void> => {
  const { domain, env, leases, log, runnerId, sandboxing, signal, looks } = options;
  let written: string | null = null;
  const localModels = createLocalModelKeeper({ domain, log, signal });
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const metrics = endpoint === undefined ? null : createMetricsExport(domain, { endpoint });
  const closeUnendedCalls = unendedCallsCloser(domain);
  const retention = createRetention({ domain, log, dataDir: env.SPIRAL_DATA_DIR, signal });
  const loops = [
    repeat("renew leases", runTiming.renewMs, () => leases.renew()),
    repeat("sweep", runTiming.sweepMs, async () => {
      await requeueStrandedRuns(domain);
      await closeAbandonedAttempts(domain);
      await giveUpIdleProbes(domain);
      await closeUnendedCalls();
      await expireAsks(domain);
      await reopenDueToolRequests(domain);
      await endVainWaits(domain);
    }),
    repeat("let go on what is due", runTiming.sweepMs, () => resumeDueProjects(domain)),
    repeat("let go on what there is money for again", runTiming.sweepMs, () => resumeFundedProjects(domain)),
    repeat("let go on what need not wait", servedMs, () => resumeServed(domain)),
    repeat("look for alerts", alertsMs, () => keepAlerts(domain)),
    repeat("send to the webhook", webhookMs, () => sendDueDeliveries({ domain, log })),
    repeat("heartbeat", runTiming.renewMs, async () => {
      // What a self-test has found is said at once, not when the machine is looked at next.
      const findings = looks.newest();
      const current: RunnerFindings | null = findings && { ...findings, ...sandboxFindings(sandboxing) };
      const text = JSON.stringify(current);
      // A report is long, and most heartbeats have nothing new.
      await beatRunner(domain, { id: runnerId, findings: text === written ? null : current });
      written = text;
    }),
    repeat("findings", findingsMs, async () => {
      await looks.look();
    }),
    repeat("look at local models", findingsMs, () => localModels.look()),
    repeat("check local models", localModelsMs, () => localModels.check()),
    repeat("pull local models", localModelsMs, () => localModels.pull()),
    repeat("keep a local model loaded", pinsMs, () => pinLocalModel({ domain, log, signal })),
    repeat("carry out exports", exportsMs, () => carryOutExports(options, { signal })),
    repeat("keep exports", retentionMs.look, () => keepExports(options, { dataDir: env.SPIRAL_DATA_DIR })),
    repeat("keep uploads", retentionMs.look, () => keepUploads(domain, { dataDir: env.SPIRAL_DATA_DIR })),
    ...(metrics === null ? [] : [repeat("send metrics", metricsMs, () => metrics.send())]),
    repeat("check the ledger", ledgerCheckMs, () => keepLedgerCheck(domain)),
    repeat("check the audit log", auditCheckMs, () => keepAuditCheck(domain)),
    repeat("remove workspaces", retentionMs.remove, () => retention.remove()),
    repeat("look after the disk", retentionMs.look, () => retention.look()),
  ];
  return Promise.all(loops.map((loop) => loop({ signal, log }))).then(async () => {
    await metrics?.close();
    await localModels.ended();
  });
};
