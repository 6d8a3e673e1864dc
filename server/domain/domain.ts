import type { PrismaClient, Prisma } from "../db/generated/client.ts";
import type { Env } from "../platform/env.ts";
import type { Clock } from "../platform/clock.ts";
import type { Queue } from "../queue/queue.ts";

/** What every domain function works with; built once per process (web, runner, tests). */
export interface Domain {
  readonly prisma: PrismaClient;
  readonly queue: Queue;
  readonly clock: Clock;
  /** What the installation's environment says of accounts; the rest is in the settings. */
  readonly environment: Pick<Env, "ANTHROPIC_API_KEY" | "ANTHROPIC_BASE_URL" | "CLAUDE_CODE_OAUTH_TOKEN"> & {
    readonly OLLAMA_HOST: string | undefined;
  };
}

/** Whatever can be read from: the client or a transaction in progress. */
export interface Reader {
  readonly prisma: Tx;
}

/** A transaction in progress. Functions that take it never open one themselves. */
export type Tx = Prisma.TransactionClient;
