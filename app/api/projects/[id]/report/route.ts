import { handleReport } from "../../../../../server/http/markdown-download.ts";

export const GET = async (request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> =>
  handleReport(request, await params);
