import { originRules } from "../auth/guard.ts";
import { handleAuth, type AuthServices } from "../auth/handle-auth.ts";
import { webDomain } from "../domain/web-domain.ts";
import { createLogger } from "../platform/logger.ts";

const webServices = (): AuthServices => ({ domain: webDomain(), rules: originRules(), logger: createLogger("auth") });

/** `/api/auth/…` with the services of this process; what it does is in server/auth/handle-auth.ts. */
export const handleAuthRequest = (request: Request): Promise<Response> => handleAuth(request, webServices());
