import { databaseUrl } from "../db/database-url.ts";
import type { Domain } from "../domain/domain.ts";
import { createLogger } from "../platform/logger.ts";
import { type Changes, createChanges, logReader } from "./changes.ts";

/** Beside the modules, because Next may load this one several times into one process. */
const holder: typeof globalThis & { [key: symbol]: Changes | undefined } = globalThis;
const holderKey = Symbol.for("spiral.changes");

/**
 * The web process's one listener, started by its first stream. When the process is told to stop, every stream ends
 * with an error: Next waits for open answers before it exits, and browsers then come back to the next process.
 */
export const sharedChanges = (domain: Pick<Domain, "prisma">): Changes => {
  const present = holder[holderKey];
  if (present !== undefined) return present;
  const logger = createLogger("live");
  const changes = createChanges({ reader: logReader(domain), url: databaseUrl(), logger });
  const close = (): void => {
    changes.close().catch((error: unknown) => logger.error({ err: error }, "the listener did not close"));
  };
  process.once("SIGTERM", close);
  process.once("SIGINT", close);
  return (holder[holderKey] = changes);
};
