import { database } from "../db/client.ts";
import { databaseUrl } from "../db/database-url.ts";
import { systemClock } from "../platform/clock.ts";
import { env } from "../platform/env.ts";
import { createLogger } from "../platform/logger.ts";
import { createQueueSender, startBoss } from "../queue/pg-boss-queue.ts";
import type { Queue } from "../queue/queue.ts";
import type { Domain } from "./domain.ts";

/** A sender that is started by its first job; when that fails (no database yet), by the next. */
const lazyQueue = (): Queue => {
  let sender: Promise<Queue> | null = null;
  const start = async (): Promise<Queue> => {
    const logger = createLogger("queue");
    return createQueueSender(
      await startBoss({ url: databaseUrl(), role: "sender", onError: (err) => logger.error({ err }, "queue") }),
    );
  };
  return {
    enqueueRun: async (tx, job, options) => {
      sender ??= start().catch((error: unknown) => {
        sender = null;
        throw error;
      });
      await (await sender).enqueueRun(tx, job, options);
    },
  };
};

/** Beside the modules, because Next may load this one several times (a bundle a route, hot reload) into one process. */
const holder: typeof globalThis & { [key: symbol]: Domain | undefined } = globalThis;
const holderKey = Symbol.for("spiral.web-domain");

const create = (): Domain => {
  const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, CLAUDE_CODE_OAUTH_TOKEN, OLLAMA_HOST } = env();
  const environment = { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, CLAUDE_CODE_OAUTH_TOKEN, OLLAMA_HOST };
  return { prisma: database().prisma, queue: lazyQueue(), clock: systemClock, environment };
};

/** The domain of the web process, built at the first call. It sends jobs and never works on one. */
export const webDomain = (): Domain => (holder[holderKey] ??= create());
