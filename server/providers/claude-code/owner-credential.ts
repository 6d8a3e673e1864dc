import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Clock } from "../../platform/clock.ts";
import { ownerCredentialStore } from "./environment.ts";

const Credentials = z.object({
  claudeAiOauth: z.object({
    accessToken: z.string().min(1),
    /** Milliseconds since 1970. */
    expiresAt: z.number(),
  }),
});

/**
 * The sign-in of the machine's owner, as their own Claude Code keeps it (internal; Linux): read for each call and put
 * in by the gateway, never stored and never inside a sandbox. Spiral does not renew it, Claude Code itself does.
 * @returns null where there is none, it has expired, or (macOS) it is in a keychain that Spiral does not open
 */
export const readOwnerCredential = async (
  host: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): Promise<string | null> => {
  const text = await readFile(path.join(ownerCredentialStore(host), ".credentials.json"), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const { accessToken, expiresAt } = Credentials.parse(JSON.parse(text)).claudeAiOauth;
    return expiresAt > clock.now().getTime() ? accessToken : null;
  } catch {
    return null;
  }
};
