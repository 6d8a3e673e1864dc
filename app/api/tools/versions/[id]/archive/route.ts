import { handleToolArchive } from "../../../../../../server/http/tool-download.ts";

export const GET = async (request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> =>
  handleToolArchive(request, await params);
