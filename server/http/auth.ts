import { originRules } from "../auth/guard.ts";
import { handleAuth, type AuthServices } from "../auth/handle-auth.ts";
import { webDomain } from "../domain/web-domain.ts";
import { webLogger } from "../trpc/trpc.ts";

const webServices = (): AuthServices => ({ domain: webDomain(), rules: originRules(), logger: webLogger() });

/** `/api/auth/…` with the services of this process; what it does is in server/auth/handle-auth.ts. */
export const handleAuthRequest = (request: Request): Promise<Response> => handleAuth(request, webServices());
