import { handleArchive } from "../../../../../server/http/workspace-download.ts";

export const GET = async (request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> =>
  handleArchive(request, await params);
