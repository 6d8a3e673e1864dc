import type { Viewer } from "../contract/views.ts";
import type { Domain } from "../domain/domain.ts";
import { viewerOfSession } from "../domain/users/index.ts";
import { readCookies } from "./cookies.ts";
import { originRules } from "./guard.ts";
import { sessionIdOf } from "./next-auth.ts";

export interface SignedIn {
  readonly viewer: Viewer;
  readonly sessionId: string;
}

/** Whether cookies must be sent over https only: where people reach this installation by https. */
export const cookiesAreSecure = (): boolean => originRules().publicOrigin?.startsWith("https:") ?? false;

/** Who sends these headers, by the session's row in the database; null for nobody. Asked at every request. */
export const viewerFromRequest = async (
  domain: Pick<Domain, "prisma" | "clock">,
  headers: Headers,
): Promise<SignedIn | null> => {
  const sessionId = await sessionIdOf({ cookies: readCookies(headers), secure: cookiesAreSecure() });
  if (sessionId === null) return null;
  const viewer = await viewerOfSession(domain, { sessionId });
  return viewer === null ? null : { viewer, sessionId };
};
