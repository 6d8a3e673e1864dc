import { refuseRequest } from "../auth/guard.ts";
import { ToolVersionInput } from "../contract/tools.ts";
import { toolVersionArchive } from "../domain/tools/index.ts";
import { attachmentHeaders } from "./attachment.ts";
import { downloadServices, type DownloadServices } from "./download-services.ts";
import { jsonAnswer } from "./json-answer.ts";
import { requireViewer } from "./require-viewer.ts";

/** GET /api/tools/versions/<version>/archive: a tool as it was proposed or accepted, to be saved. */
export const handleToolArchive = async (
  request: Request,
  { id }: { id: string },
  { domain, rules }: DownloadServices = downloadServices(),
): Promise<Response> => {
  const refusal = refuseRequest(request, rules);
  if (refusal !== null) return jsonAnswer(refusal.status, { message: refusal.message });
  const signedIn = await requireViewer(domain, request);
  if (signedIn instanceof Response) return signedIn;
  const input = ToolVersionInput.safeParse({ versionId: id });
  const found = input.success ? await toolVersionArchive(domain, { viewer: signedIn.viewer, ...input.data }) : null;
  if (found === null) return jsonAnswer(404, { message: "This version does not exist, or you may not see it." });
  if (new URL(request.url).searchParams.has("check"))
    return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
  const { name, version, hash, archive } = found;
  return new Response(archive, {
    headers: {
      ...attachmentHeaders(`${name}-${version}-${hash.slice(0, 12)}.tar.gz`),
      "content-length": String(archive.length),
    },
  });
};
