import { hostname } from "node:os";
import process from "node:process";
import type { Logger } from "pino";
import { databaseUrl } from "../db/database-url.ts";
import { createDatabase } from "../db/client.ts";
import { listen } from "../db/listen.ts";
import { ControlNotification, notifyChannels } from "../domain/events/index.ts";
import { registerRunner, releaseLeasesOf, retireRunner, unfinishedRunners } from "../domain/runners/index.ts";
import { requeueStrandedRuns } from "../domain/runs/index.ts";
import { systemClock } from "../platform/clock.ts";
import type { Env } from "../platform/env.ts";
import { newId } from "../platform/ids.ts";
import { createAnthropicProvider } from "../providers/anthropic/provider.ts";
import { createClaudeCodeProvider, findClaudeCode } from "../providers/claude-code/index.ts";
import { createScriptedServer } from "../providers/scripted/server.ts";
import { createQueueSender, startBoss, workOnRuns } from "../queue/pg-boss-queue.ts";
import { installationMarker, isRunnerAlive, runnerMarkerOf } from "../sandbox/process-marker.ts";
import { reapOrphans, startReaper } from "../sandbox/reaper.ts";
import { createSandbox } from "../sandbox/sandbox.ts";
import { findOnThisMachine } from "./findings.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import type { RunnerContext } from "./runner-context.ts";
import { startSweeping } from "./sweeper.ts";
import { workOnRun } from "./work-on-run.ts";

export interface RunnerOptions {
  readonly env: Env;
  readonly log: Logger;
}

export interface Runner {
  /** Hands its runs back, ends their processes, and resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/**
 * Starts a runner: takes along what a dead one of this installation left behind (processes, leases), then works on
 * runs until it is stopped. Nothing else in the product starts an agent.
 */
export const startRunner = async ({ env, log }: RunnerOptions): Promise<Runner> => {
  const url = env.DATABASE_URL ?? databaseUrl();
  const database = createDatabase({ url, name: "spiral-runner", max: 10 + env.SPIRAL_RUNNER_CONCURRENCY });
  const boss = await startBoss({ url, role: "runner", onError: (error) => log.warn({ err: error }, "Queue") });
  const domain = {
    prisma: database.prisma,
    queue: createQueueSender(boss),
    clock: systemClock,
    environment: env,
  };

  const marker = await runnerMarkerOf(env.SPIRAL_DATA_DIR, process.pid);
  const reaper = startReaper(marker);
  await takeAlongTheDead(domain, env, log);

  const runnerId = newId("runner");
  const sandbox = createSandbox(marker);
  const find = () => findOnThisMachine({ env, sandbox, hostEnvironment: process.env });
  await registerRunner(domain, { identity: { id: runnerId, host: hostname(), marker }, findings: await find() });

  const scripted = await createScriptedServer({ pace: env.SPIRAL_SCRIPTED_PACE_MS });
  const leases = new LeaseKeeper(domain, log);
  const claudeCode = createClaudeCodeProvider({
    sandbox,
    hostEnvironment: process.env,
    log,
    binaryPath: await findClaudeCode(env.CLAUDE_CODE_PATH ?? null),
  });
  const context: RunnerContext = {
    domain,
    env,
    hostEnvironment: process.env,
    log,
    runnerId,
    random: Math.random,
    sandbox,
    leases,
    agentProvider: claudeCode,
    analysisProviders: { messagesApi: createAnthropicProvider(), claudeCode },
    scriptedUrl: scripted.url,
  };

  const control = listen({
    url,
    channels: [notifyChannels.control],
    onNotification: (_channel, payload) => leases.stop(ControlNotification.parse(JSON.parse(payload)).runId, "taken"),
    // What was taken while this connection was down is found by the next renewal.
    onConnect: () => undefined,
  });
  await control.connected;
  const sweeping = new AbortController();
  const swept = startSweeping({ domain, leases, log, runnerId, signal: sweeping.signal, find });
  // Whatever stood still while no runner was there goes on at once.
  await requeueStrandedRuns(domain, { lostJobMs: 0 });
  await workOnRuns(boss, {
    concurrency: env.SPIRAL_RUNNER_CONCURRENCY,
    handle: (job) => workOnRun(context, job),
  });
  log.info({ runnerId, concurrency: env.SPIRAL_RUNNER_CONCURRENCY }, "Runner is ready");

  return {
    async stop() {
      leases.stopAll("shutdown");
      await boss.stop({ graceful: true, timeout: 4_000, close: true });
      sweeping.abort();
      await swept;
      await retireRunner(domain, runnerId);
      await control.close();
      await scripted.close();
      await database.close();
      reaper.close();
    },
  };
};

const takeAlongTheDead = async (domain: RunnerContext["domain"], env: Env, log: Logger): Promise<void> => {
  const { found, left } = await reapOrphans(env.SPIRAL_DATA_DIR);
  if (found > 0) log.info({ found, left }, "Ended processes that a dead runner had left behind");
  const earlier = await unfinishedRunners(domain, {
    host: hostname(),
    installation: installationMarker(env.SPIRAL_DATA_DIR),
  });
  const dead: string[] = [];
  for (const { id, marker } of earlier) if (!(await isRunnerAlive(marker))) dead.push(id);
  await releaseLeasesOf(domain, dead);
};
