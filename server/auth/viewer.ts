import type { Viewer } from "../contract/views.ts";
import type { Domain } from "../domain/domain.ts";
import { viewerOfSession, viewerOfToken } from "../domain/users/index.ts";
import { tokenOf } from "./bearer.ts";
import { readCookies } from "./cookies.ts";
import { originRules } from "./guard.ts";
import { sessionIdOf } from "./next-auth.ts";
import { remoteAddress } from "./remote-address.ts";

export interface SignedIn {
  readonly viewer: Viewer;
  /** Null: a program, with a personal token. */
  readonly sessionId: string | null;
  /** It may change nothing, whatever its owner may. */
  readonly readOnly: boolean;
}

/** Whether cookies must be sent over https only: where people reach this installation by https. */
export const cookiesAreSecure = (): boolean => originRules().publicOrigin?.startsWith("https:") ?? false;

/**
 * Who sends these headers, by the row of their session or of their token in the database; null for nobody. Asked at every
 * request. Where there is a token, no cookie counts.
 * @throws DomainError throttled
 */
export const viewerFromRequest = async (
  domain: Pick<Domain, "prisma" | "clock">,
  headers: Headers,
): Promise<SignedIn | null> => {
  const token = tokenOf(headers);
  if (token !== null) {
    const address = remoteAddress(headers, { behindProxy: originRules().publicOrigin !== null });
    const found = await viewerOfToken(domain, { token, address });
    return found === null ? null : { ...found, sessionId: null };
  }
  const sessionId = await sessionIdOf({ cookies: readCookies(headers), secure: cookiesAreSecure() });
  if (sessionId === null) return null;
  const viewer = await viewerOfSession(domain, { sessionId });
  return viewer === null ? null : { viewer, sessionId, readOnly: false };
};
