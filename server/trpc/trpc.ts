import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import { createLogger, type Logger } from "../platform/logger.ts";
import type { Context } from "./context.ts";
import { describeError } from "./error-map.ts";

let made: Logger | undefined;
/** Made at the first need: `next build` loads this file where no settings are. */
export const webLogger = (): Logger => (made ??= createLogger("web"));

/** The one tRPC instance. What clients see of errors is decided in error-map.ts alone: no stack, no internals. */
export const t = initTRPC.context<Context>().create({
  transformer: superjson,
  isDev: false,
  errorFormatter: ({ shape, error, path }) => {
    const { code, httpStatus, message, fields } = describeError(error, { logger: webLogger(), path });
    return { ...shape, message, data: { ...shape.data, code, httpStatus, fields } };
  },
  sse: {
    // Keeps proxies from ending a quiet stream, and finds out who has gone.
    ping: { enabled: true, intervalMs: 10_000 },
    client: { reconnectAfterInactivityMs: 25_000 },
  },
});

export const router = t.router;
