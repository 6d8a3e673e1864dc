import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import process from "node:process";
import type { Logger } from "pino";
import { databaseUrl } from "../db/database-url.ts";
import { createDatabase } from "../db/client.ts";
import { listen } from "../db/listen.ts";
import { ControlNotification, notifyChannels } from "../domain/events/index.ts";
import {
  beatRunner,
  lastSignIn,
  recordSandboxOff,
  registerRunner,
  releaseLeasesOf,
  retireRunner,
  unfinishedRunners,
} from "../domain/runners/index.ts";
import { requeueStrandedRuns } from "../domain/runs/index.ts";
import { systemClock } from "../platform/clock.ts";
import type { Env } from "../platform/env.ts";
import { newId } from "../platform/ids.ts";
import { createEgress } from "../egress/egress.ts";
import { createGateway } from "../gateway/gateway.ts";
import { createAnthropicProvider } from "../providers/anthropic/provider.ts";
import { createClaudeCodeProvider, findClaudeCode, readOwnerCredential } from "../providers/claude-code/index.ts";
import { createOllamaProvider } from "../providers/ollama/provider.ts";
import { createScriptedServer, type ScriptedServer } from "../providers/scripted/server.ts";
import { createQueueSender, startBoss, workOnRuns } from "../queue/pg-boss-queue.ts";
import { installationMarker, isRunnerAlive, runnerMarkerOf } from "../sandbox/process-marker.ts";
import { reapOrphans, startReaper } from "../sandbox/reaper.ts";
import { markedProcesses } from "../sandbox/marked-processes.ts";
import { systemProcesses } from "../sandbox/process-tree.ts";
import { createBell } from "./bell.ts";
import { findOnThisMachine } from "./findings.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { createLooks } from "./looks.ts";
import type { RunnerContext } from "./runner-context.ts";
import { openRuntimeFolder } from "./runtime-folder.ts";
import { sandboxNotice } from "./sandbox-notice.ts";
import { createSandboxing } from "./sandboxing.ts";
import { startSelfTest } from "./self-test.ts";
import { startSweeping } from "./sweeper.ts";
import { workOnRun } from "./work-on-run.ts";

export interface RunnerOptions {
  readonly env: Env;
  readonly log: Logger;
  /** Shows a block of text to the person at the terminal. */
  readonly tell?: (text: string) => void;
}

export interface Runner {
  /** What its scripted model has sent, by its own books: what the ledger is held against in tests. */
  readonly scriptedTally: ScriptedServer["tally"];
  /** Hands its runs back, ends their processes, and resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/**
 * Starts a runner: takes along what a dead one of this installation left behind (processes, leases), then works on
 * runs until it is stopped. Nothing else in the product starts an agent.
 */
export const startRunner = async ({ env, log, tell = () => undefined }: RunnerOptions): Promise<Runner> => {
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
  const runtimePath = await openRuntimeFolder(env.SPIRAL_DATA_DIR);
  const sandboxing = await createSandboxing({
    env,
    log,
    runnerMarker: marker,
    hostEnvironment: process.env,
    runtimePath,
  });
  const sweeping = new AbortController();
  const { signal } = sweeping;
  const looks = createLooks(
    (lookId) =>
      findOnThisMachine({ env, sandboxing, hostEnvironment: process.env, lookId, clock: systemClock, signal }),
    await lastSignIn(domain, hostname()),
  );
  const lookNow = async (lookId: string): Promise<void> => {
    try {
      await beatRunner(domain, { id: runnerId, findings: await looks.look(lookId) });
    } catch (error) {
      log.warn({ err: error }, "Could not look at this machine when it was asked for");
    }
  };
  await registerRunner(domain, { identity: { id: runnerId, host: hostname(), marker }, findings: await looks.look() });
  if (sandboxing.unsafe) await recordSandboxOff(domain, runnerId);
  let told: string | null = null;
  const tellAboutSandbox = (): void => {
    const notice = sandboxNotice(sandboxing);
    if (notice !== null && notice !== told) tell(notice);
    told = notice;
  };
  tellAboutSandbox();

  const scripted = await createScriptedServer({
    pace: env.SPIRAL_SCRIPTED_PACE_MS,
    tallyFile: env.SPIRAL_SCRIPTED_TALLY,
  });
  const leases = new LeaseKeeper(domain, log);
  const answers = createBell();
  const claudeCodePath = await findClaudeCode(env.CLAUDE_CODE_PATH ?? null);
  const claudeCode = createClaudeCodeProvider({ log, binaryPath: claudeCodePath });
  const proxyEnvironment = process.env;
  const gateway = createGateway({ socketFolder: runtimePath, clock: systemClock, newToken, log, proxyEnvironment });
  const egress = createEgress({ socketFolder: runtimePath, log, proxyEnvironment });
  const context: RunnerContext = {
    domain,
    env,
    hostEnvironment: process.env,
    log,
    runnerId,
    random: Math.random,
    sandboxing,
    runtimePath,
    endProcessTree: (attemptId) => markedProcesses(marker, systemProcesses).endProcessTree(attemptId),
    gateway,
    egress,
    claudeCodePath,
    ownerCredential: () => readOwnerCredential(process.env, systemClock),
    leases,
    answers,
    agentProvider: claudeCode,
    analysisProviders: { messagesApi: createAnthropicProvider(), claudeCode, ollama: createOllamaProvider() },
    scriptedUrl: scripted.url,
  };

  const testing = new AbortController();
  const selfTest = startSelfTest({
    sandboxing,
    log,
    clock: systemClock,
    runnerMarker: marker,
    hostEnvironment: process.env,
    dataDir: env.SPIRAL_DATA_DIR,
    claudeCodePath,
    onEnded: tellAboutSandbox,
    signal: testing.signal,
  });
  const control = listen({
    url,
    channels: [notifyChannels.control, notifyChannels.answers, notifyChannels.sandbox, notifyChannels.look],
    onNotification: (channel, payload) => {
      if (channel === notifyChannels.sandbox) selfTest.again();
      else if (channel === notifyChannels.look) void lookNow(payload);
      else if (channel === notifyChannels.answers) answers.ring();
      else leases.stop(ControlNotification.parse(JSON.parse(payload)).runId, "taken");
    },
    // What was taken while this connection was down is found by the next renewal.
    onConnect: () => undefined,
  });
  await control.connected;
  const swept = startSweeping({ ...context, signal: sweeping.signal, looks });
  // Whatever stood still while no runner was there goes on at once.
  await requeueStrandedRuns(domain, { lostJobMs: 0 });
  await workOnRuns(boss, {
    concurrency: env.SPIRAL_RUNNER_CONCURRENCY,
    handle: (job) => workOnRun(context, job),
  });
  log.info({ runnerId, concurrency: env.SPIRAL_RUNNER_CONCURRENCY }, "Runner is ready");

  return {
    scriptedTally: (scope) => scripted.tally(scope),
    async stop() {
      leases.stopAll("shutdown");
      testing.abort();
      await boss.stop({ graceful: true, timeout: 4_000, close: true });
      sweeping.abort();
      await Promise.all([swept, selfTest.ended]);
      await retireRunner(domain, runnerId);
      await control.close();
      await Promise.all([gateway.close(), egress.close()]);
      await scripted.close();
      await database.close();
      reaper.close();
      await rm(runtimePath, { recursive: true, force: true });
    },
  };
};

const newToken = (): string => randomBytes(32).toString("base64url");

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
