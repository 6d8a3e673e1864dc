import { headers } from "next/headers";
import { cache } from "react";
import { remoteAddress } from "../server/auth/remote-address.ts";
import { viewerFromRequest } from "../server/auth/viewer.ts";
import { appRouter } from "../server/trpc/root.ts";
import { webServices } from "../server/trpc/services.ts";

/**
 * The procedures as the person who asks for this page may call them, and who that is (null: nobody). Once a request,
 * however many parts of the page ask. Nothing is decided here that a procedure does not decide again for itself.
 */
export const pageCaller = cache(async () => {
  const { domain, changes, rules, dataDir } = webServices();
  const requestHeaders = new Headers(await headers());
  const signedIn = await viewerFromRequest(domain, requestHeaders);
  const call = appRouter.createCaller({
    domain,
    changes,
    dataDir,
    viewer: signedIn?.viewer ?? null,
    sessionId: signedIn?.sessionId ?? null,
    readOnly: signedIn?.readOnly ?? false,
    address: remoteAddress(requestHeaders, { behindProxy: rules.publicOrigin !== null }),
  });
  return { viewer: signedIn?.viewer ?? null, call };
});
