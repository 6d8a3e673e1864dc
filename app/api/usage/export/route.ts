import { handleUsageExport } from "../../../../server/http/usage-export.ts";

export const GET = (request: Request): Promise<Response> => handleUsageExport(request);
