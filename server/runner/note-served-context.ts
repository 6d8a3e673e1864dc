import type { Domain } from "../domain/domain.ts";
import { recordServedContext } from "../domain/local-models/index.ts";
import type { OllamaAddress } from "../providers/ollama/client.ts";
import { contextInMemory } from "../providers/ollama/inspect.ts";

const lookTimeoutMs = 5_000;

/**
 * Writes down the context of a model that has just been asked something, or loaded, by somebody who asked for none: what
 * Claude Code will have. A server that cannot be asked is asked at another time.
 */
export const noteServedContext = async (
  domain: Domain,
  { address, model }: { readonly address: OllamaAddress; readonly model: string },
): Promise<void> => {
  const seen = await contextInMemory(address, { model, timeoutMs: lookTimeoutMs });
  if (seen !== null) await recordServedContext(domain, { hostUrl: address.url, model, context: seen.context });
};
