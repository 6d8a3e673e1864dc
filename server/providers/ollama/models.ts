import { z } from "zod";
import type { ProviderError } from "../../contract/errors.ts";
import { ollamaClient, type OllamaAddress } from "./client.ts";
import { ollamaFailureOf, pullFailureOf } from "./failure.ts";

/** How far a pull has come. Bytes are those of the layer being fetched; null before the server has said them. */
export interface PullProgress {
  readonly status: string;
  readonly completedBytes: number | null;
  readonly totalBytes: number | null;
}

const bytes = z.number().min(0).nullish().catch(null);
const Progress = z.object({ status: z.string().max(300).catch(""), completed: bytes, total: bytes });

/**
 * Has a server fetch a model, and says how far it has come. The server goes on with a pull that is asked for again where
 * it was.
 * @returns null when it is there, or why it is not
 */
export const pullModel = async (
  address: OllamaAddress,
  options: {
    readonly model: string;
    readonly onProgress: (progress: PullProgress) => Promise<void>;
    readonly signal: AbortSignal;
  },
): Promise<ProviderError | null> => {
  const { model, onProgress, signal } = options;
  let listenerFailed = false;
  try {
    for await (const raw of await ollamaClient(address, { timeoutMs: null, signal }).pull({ model, stream: true })) {
      const { status, completed, total } = Progress.parse(raw);
      listenerFailed = true;
      await onProgress({ status, completedBytes: completed ?? null, totalBytes: total ?? null });
      listenerFailed = false;
    }
    return null;
  } catch (error) {
    if (listenerFailed) throw error;
    return pullFailureOf(error, address);
  }
};

/**
 * Loads a model into memory, or keeps it there, so that a switch does not wait for it. `-1` keeps it until it is told
 * otherwise, 0 lets it go.
 * @returns null when it is loaded, or why it is not
 */
export const loadModel = async (
  address: OllamaAddress,
  options: {
    readonly model: string;
    readonly keepAlive: string | number;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  },
): Promise<ProviderError | null> => {
  try {
    const { model, keepAlive, timeoutMs, signal } = options;
    await ollamaClient(address, { timeoutMs, signal }).generate({
      model,
      prompt: "",
      keep_alive: keepAlive,
      stream: false,
    });
    return null;
  } catch (error) {
    return ollamaFailureOf(error, address);
  }
};
