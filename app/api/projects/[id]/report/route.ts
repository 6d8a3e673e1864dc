import { handleReport } from "../../../../../server/http/report.ts";

export const GET = async (request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> =>
  handleReport(request, await params);
