import { handleHealth } from "../../../server/http/health.ts";

/** Measured at every request, never at build time. */
export const dynamic = "force-dynamic";

export const GET = (request: Request): Promise<Response> => handleHealth(request);
