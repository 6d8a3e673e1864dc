import { handleAuditExport } from "../../../../server/http/audit-export.ts";

export const GET = (request: Request): Promise<Response> => handleAuditExport(request);
