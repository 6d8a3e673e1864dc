import { handleMetrics } from "../../../server/http/metrics.ts";

/** Measured at every request, never at build time. */
export const dynamic = "force-dynamic";

export const GET = (request: Request): Promise<Response> => handleMetrics(request);
