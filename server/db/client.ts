import { PrismaPg } from "@prisma/adapter-pg";
import { databaseUrl } from "./database-url.ts";
import { PrismaClient } from "./generated/client.ts";

export interface DatabaseOptions {
  readonly url: string;
  /** Connections at most; 10 when absent. */
  readonly max?: number;
  /** How the connections call themselves in pg_stat_activity. */
  readonly name?: string;
  /** Milliseconds after which a query that is not answered fails; without, it is waited for. */
  readonly queryTimeoutMs?: number;
  /** Told when an idle connection breaks; the pool replaces it by itself. */
  readonly onConnectionLost?: (error: Error) => void;
}

export interface Database {
  readonly prisma: PrismaClient;
  /** Ends the pool; queries under way are waited for. */
  readonly close: () => Promise<void>;
}

const connectTimeoutMs = 5_000;

/**
 * Milliseconds that a transaction may wait for a connection, and take. Prisma's own 2 s and 5 s give up on what a busy
 * machine would have done a moment later.
 */
const transactionOptions = { maxWait: 10_000, timeout: 20_000 } as const;

/** A Prisma client with a pool of its own. Nothing is connected before the first query. */
export function createDatabase(options: DatabaseOptions): Database {
  const onConnectionLost = options.onConnectionLost ?? (() => undefined);
  const adapter = new PrismaPg(
    {
      connectionString: options.url,
      max: options.max ?? 10,
      application_name: options.name ?? "spiral",
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      ...(options.queryTimeoutMs !== undefined && { query_timeout: options.queryTimeoutMs }),
    },
    { onPoolError: onConnectionLost, onConnectionError: onConnectionLost },
  );
  const prisma = new PrismaClient({ adapter, transactionOptions });
  return { prisma, close: () => prisma.$disconnect() };
}

/**
 * Of a query of a page, far more than any takes. Without, a database that hangs (its disk, its machine) would have every
 * page wait for ever, and nobody told why.
 */
const pageQueryTimeoutMs = 30_000;

/** Next's hot reload loads this module anew again and again; the pool must be one, so it lives beside the modules. */
const holder: typeof globalThis & { [key: symbol]: Database | undefined } = globalThis;
const holderKey = Symbol.for("spiral.database");

/**
 * This process's database, opened at the first call.
 * @throws Error when no database is configured and none runs from the data folder
 */
export function database(): Database {
  return (holder[holderKey] ??= createDatabase({ url: databaseUrl(), queryTimeoutMs: pageQueryTimeoutMs }));
}
