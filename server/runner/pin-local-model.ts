import type { Logger } from "pino";
import type { Domain } from "../domain/domain.ts";
import { wantedPin } from "../domain/fallback/index.ts";
import { heldPins, movePin, ollamaHosts, recordPin } from "../domain/local-models/index.ts";
import { loadModel } from "../providers/ollama/models.ts";
import { noteServedContext } from "./note-served-context.ts";

/**
 * The server itself lets a model go after this, so that nothing stays in memory for ever when the runner is gone; and
 * every request of others sets its own time, so it is said again in between.
 */
const keepAlive = "15m";
const renewMs = 4 * 60_000;
/** Ollama's own default, once nobody needs it. */
const letGo = "5m";
/** A large model on a slow disk takes minutes to load. */
const loadTimeoutMs = 10 * 60_000;

/**
 * Loads the local model that would stand in when one of Claude's windows is nearly used up, keeps it in memory until the
 * window ends, and lets it go then. Safe for any number of runners: loading what is loaded does nothing.
 */
export const pinLocalModel = async ({
  domain,
  log,
  signal,
}: {
  readonly domain: Domain;
  readonly log: Logger;
  readonly signal: AbortSignal;
}): Promise<void> => {
  const within = { timeoutMs: loadTimeoutMs, signal };
  const [wanted, held, hosts] = await Promise.all([wantedPin(domain), heldPins(domain), ollamaHosts(domain)]);
  const now = domain.clock.now().getTime();
  for (const { hostUrl, model } of held) {
    if (wanted?.hostUrl === hostUrl && wanted.model === model) continue;
    const address = hosts.find(({ url }) => url === hostUrl);
    // A server that is away keeps nothing in memory for us.
    if (address !== undefined) await loadModel(address, { model, keepAlive: letGo, ...within });
    await recordPin(domain, { hostUrl, model, pin: null });
    log.info({ host: hostUrl, model }, "Let a local model go");
  }
  if (wanted === null) return;
  const { hostUrl, model, allow, until } = wanted;
  const own = held.find((pin) => pin.hostUrl === hostUrl && pin.model === model);
  if (own?.renewedAt != null && now - own.renewedAt.getTime() < renewMs) {
    // Another limit may have been met meanwhile, with another end.
    if (own.until?.getTime() !== until.getTime()) await movePin(domain, { hostUrl, model, until });
    return;
  }
  const failure = await loadModel({ url: hostUrl, allow }, { model, keepAlive, ...within });
  if (signal.aborted) return;
  await recordPin(domain, { hostUrl, model, pin: { until, error: failure?.message ?? null } });
  if (failure === null) await noteServedContext(domain, { address: { url: hostUrl, allow }, model });
  if (own === undefined)
    log.info({ host: hostUrl, model, until, failure: failure?.class ?? null }, "Loaded a local model ahead");
};
