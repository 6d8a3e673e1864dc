import { handleExport } from "../../../../../server/http/export-download.ts";

export const GET = async (request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> =>
  handleExport(request, await params);
