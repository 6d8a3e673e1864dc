import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Domain } from "../domain/domain.ts";
import {
  forgetHostsBut,
  nextCheck,
  nextToMeasure,
  ollamaHosts,
  openPulls,
  recordCheck,
  recordHost,
  recordPull,
  recordServedContext,
  type OllamaHostAddress,
} from "../domain/local-models/index.ts";
import { inspectOllama } from "../providers/ollama/inspect.ts";
import { loadModel, pullModel, type PullProgress } from "../providers/ollama/models.ts";
import { checkToolUse } from "../providers/ollama/tool-check.ts";
import { noteServedContext } from "./note-served-context.ts";

const lookTimeoutMs = 5_000;
/** A large model on a slow disk takes minutes to load. */
const checkTimeoutMs = 10 * 60_000;
/** How long Ollama keeps a model that nobody says more about. */
const ollamasOwn = "5m";
/** How often a pull's progress is written down. */
const progressMs = 1_000;

export interface LocalModelKeeper {
  /** Looks at every server, and forgets those that are no longer set up. */
  look(): Promise<void>;
  /** Checks one model, if one is due. */
  check(): Promise<void>;
  /** Begins the pulls that were asked for and are not under way, and ends those that were called back. */
  pull(): Promise<void>;
  /** Resolves when no pull of this process is under way any more. */
  readonly ended: () => Promise<void>;
}

/** What a runner does about local models: see which there are, check how they use tools, fetch those that are asked for. */
export const createLocalModelKeeper = (options: {
  readonly domain: Domain;
  readonly log: Logger;
  readonly signal: AbortSignal;
}): LocalModelKeeper => {
  const { domain, log, signal } = options;
  const pulling = new Map<string, { readonly done: Promise<void>; readonly stop: () => void }>();
  const hostOf = async (hostUrl: string): Promise<OllamaHostAddress | null> =>
    (await ollamaHosts(domain)).find(({ url }) => url === hostUrl) ?? null;

  /** Loads a model as Claude Code's interface does, and sees what it has then. */
  const measureNext = async (): Promise<void> => {
    const due = await nextToMeasure(domain);
    const address = due === null ? null : await hostOf(due.hostUrl);
    if (due === null || address === null) return;
    const { hostUrl, model } = due;
    const failure = await loadModel(address, { model, keepAlive: ollamasOwn, timeoutMs: checkTimeoutMs, signal });
    if (signal.aborted) return;
    // Asked once, whatever comes of it; and again when the server has been away.
    await recordServedContext(domain, { hostUrl, model, context: null });
    if (failure === null) return noteServedContext(domain, { address, model });
    log.info({ host: hostUrl, model, failure: failure.class }, "Could not see what context a local model is given");
  };

  return {
    async look() {
      const hosts = await ollamaHosts(domain);
      await forgetHostsBut(
        domain,
        hosts.map(({ url }) => url),
      );
      for (const address of hosts) await lookAt(domain, address);
    },

    async check() {
      const due = await nextCheck(domain);
      if (due === null) return measureNext();
      const address = await hostOf(due.hostUrl);
      if (address === null) return;
      const check = await checkToolUse({
        address,
        model: due.model,
        clock: domain.clock,
        newWord: () => randomUUID().slice(0, 8),
        timeoutMs: checkTimeoutMs,
        signal,
      });
      if (signal.aborted) return;
      // A server that is away says nothing about the model; the next look finds it gone.
      if (check.outcome === "failed" && check.reason === "network") return;
      const [reason, detail] = check.outcome === "passed" ? [null, null] : [check.reason, check.detail];
      await recordCheck(domain, {
        ...due,
        result: { outcome: check.outcome, reason, detail, durationMs: check.durationMs },
      });
      log.info({ host: due.hostUrl, model: due.model, outcome: check.outcome, reason }, "Checked a local model");
      // The check went through Claude Code's interface, which asks for no context.
      if (check.outcome === "passed") await noteServedContext(domain, { address, model: due.model });
    },

    async pull() {
      const open = await openPulls(domain);
      for (const [id, { stop }] of pulling) if (!open.some((pull) => pull.id === id)) stop();
      for (const { id, hostUrl, model } of open) {
        if (pulling.has(id)) continue;
        const address = await hostOf(hostUrl);
        const over = new AbortController();
        const under =
          address === null
            ? recordPull(domain, { ...nothingYet, id, ended: { error: "This server is no longer set up." } })
            : pullOne(domain, { id, address, model, signal: AbortSignal.any([signal, over.signal]) });
        const watched = under
          .catch((error: unknown) => log.warn({ err: error, model }, "Could not pull a model; trying again"))
          .finally(() => pulling.delete(id));
        pulling.set(id, { done: watched, stop: () => over.abort() });
      }
    },

    ended: async () => {
      await Promise.all([...pulling.values()].map(({ done }) => done));
    },
  };
};

const lookAt = async (domain: Domain, address: OllamaHostAddress): Promise<void> => {
  const seen = await inspectOllama(address, { timeoutMs: lookTimeoutMs });
  await recordHost(domain, { url: address.url, seen });
};

const nothingYet = { status: "waiting", completedBytes: null, totalBytes: null } as const;

const pullOne = async (
  domain: Domain,
  pull: { id: string; address: OllamaHostAddress; model: string; signal: AbortSignal },
): Promise<void> => {
  const { id, address, model, signal } = pull;
  let last: PullProgress = nothingYet;
  let writtenAt = 0;
  const failure = await pullModel(address, {
    model,
    signal,
    onProgress: async (progress) => {
      // Its closing words ("verifying", "success") carry no figures: what was fetched stays.
      last = progress.totalBytes === null ? { ...last, status: progress.status } : progress;
      const now = domain.clock.now().getTime();
      if (now - writtenAt < progressMs) return;
      writtenAt = now;
      await recordPull(domain, { ...last, id, ended: null });
    },
  });
  // A runner that stops leaves the row open: the next one goes on. One that was called back has ended.
  if (signal.aborted) return;
  // What has just come is in the list when its pull is said to have ended.
  if (failure === null) await lookAt(domain, address);
  await recordPull(domain, {
    ...last,
    id,
    ended: { error: failure === null ? null : `The server could not fetch ${model}. ${failure.message}` },
  });
};
