import { open } from "node:fs/promises";
import { refuseRequest } from "../auth/guard.ts";
import { ExportId, ProjectId } from "../contract/ids.ts";
import { exportPath, findDownload } from "../domain/exports/index.ts";
import { fileNameOf, projectAccess } from "../domain/projects/index.ts";
import { env } from "../platform/env.ts";
import { attachmentHeaders } from "./attachment.ts";
import { downloadServices, type DownloadServices } from "./download-services.ts";
import { jsonAnswer } from "./json-answer.ts";
import { bodyOf } from "./stream-body.ts";
import { readInParts } from "./workspace-download.ts";
import { requireViewer } from "./require-viewer.ts";

/** GET /api/downloads/<project>/export?id=…: a patch or bundle that a runner has made, to be saved. */
export const handleExport = async (
  request: Request,
  { id }: { id: string },
  { domain, rules }: DownloadServices = downloadServices(),
): Promise<Response> => {
  const refusal = refuseRequest(request, rules);
  if (refusal !== null) return jsonAnswer(refusal.status, { message: refusal.message });
  const signedIn = await requireViewer(domain, request);
  if (signedIn instanceof Response) return signedIn;
  const projectId = ProjectId.safeParse(id).data;
  if (projectId === undefined || (await projectAccess(domain, { viewer: signedIn.viewer, projectId })) === "none")
    return jsonAnswer(404, { message: "This project does not exist, or you may not see it." });
  const exportId = ExportId.safeParse(new URL(request.url).searchParams.get("id")).data;
  const found = exportId === undefined ? null : await findDownload(domain, { projectId, exportId });
  if (exportId === undefined || found === null)
    return jsonAnswer(404, { message: "There is nothing to download here." });
  const handle = await open(exportPath(env().SPIRAL_DATA_DIR, exportId), "r").catch(() => null);
  if (handle === null) return jsonAnswer(410, { message: "The file was kept for a day. Have it made again." });
  if (new URL(request.url).searchParams.has("check")) {
    await handle.close();
    return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
  }
  const { size } = await handle.stat();
  return new Response(bodyOf(readInParts(handle, size), request.signal), {
    headers: { ...attachmentHeaders(`${fileNameOf(found.title)}.${found.kind}`), "content-length": String(size) },
  });
};
