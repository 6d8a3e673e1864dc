import { isIP } from "node:net";
import type { Env } from "../../server/platform/env.ts";

/** Where people open the dashboard: the public address, else the one that it listens on, as a browser takes it. */
export function dashboardAddress(env: Pick<Env, "HOST" | "SPIRAL_PUBLIC_URL">, port: number): string {
  if (env.SPIRAL_PUBLIC_URL !== undefined) return env.SPIRAL_PUBLIC_URL;
  const everywhere: Record<string, string> = { "0.0.0.0": "localhost", "::": "localhost" };
  const host = everywhere[env.HOST] ?? (isIP(env.HOST) === 6 ? `[${env.HOST}]` : env.HOST);
  return `http://${host}:${port}`;
}
