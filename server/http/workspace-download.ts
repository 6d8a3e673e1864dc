import type { FileHandle } from "node:fs/promises";
import { refuseRequest } from "../auth/guard.ts";
import { ProjectId } from "../contract/ids.ts";
import { fileNameOf, projectAccess } from "../domain/projects/index.ts";
import { locateWorkspace } from "../domain/workspaces/index.ts";
import { packWorkspace, type PackLimits } from "../sandbox/pack-workspace.ts";
import { openWorkspaceFile } from "../sandbox/workspace-files.ts";
import { attachmentHeaders } from "./attachment.ts";
import { downloadServices, type DownloadServices } from "./download-services.ts";
import { jsonAnswer } from "./json-answer.ts";
import { bodyOf } from "./stream-body.ts";
import { requireViewer } from "./require-viewer.ts";

/**
 * GET /api/downloads/<project>/archive and …/file?path=…: what agents have written, to be saved and never to be shown.
 * With `check` in the address nothing is sent but whether it could be: 204, or the refusal in words.
 */

const gigabyte = 1024 ** 3;

/** What fits into one download. More is for the server's own disk. */
export const downloadLimits: PackLimits = { bytes: 4 * gigabyte, files: 50_000, fileBytes: 2 * gigabyte };

const inGigabytes = (bytes: number): string => `${(bytes / gigabyte).toFixed(1)} GB`;
const elsewhere = "Copy it on the server itself, from the project's folder in the data folder.";

const allowed = () => new Response(null, { status: 204, headers: { "cache-control": "no-store" } });

interface Wanted {
  readonly projectId: string;
  readonly title: string;
  readonly filesPath: string;
}

/** The project's workspace for whoever may see it, or the refusal. */
const find = async (
  request: Request,
  { id }: { id: string },
  { domain, rules }: DownloadServices,
): Promise<Wanted | Response> => {
  const refusal = refuseRequest(request, rules);
  if (refusal !== null) return jsonAnswer(refusal.status, { message: refusal.message });
  const signedIn = await requireViewer(domain, request);
  if (signedIn instanceof Response) return signedIn;
  const projectId = ProjectId.safeParse(id).data;
  if (projectId === undefined || (await projectAccess(domain, { viewer: signedIn.viewer, projectId })) === "none")
    return jsonAnswer(404, { message: "This project does not exist, or you may not see it." });
  const { title, filesPath, removedAt } = await locateWorkspace(domain, { projectId });
  if (removedAt !== null) {
    const day = removedAt.toISOString().slice(0, 10);
    return jsonAnswer(410, { message: `The workspace was removed on ${day}. The project's records are still there.` });
  }
  return { projectId, title, filesPath };
};

/** All files of a project as a ZIP file. 404 before there are any, 410 once they were removed, 413 when it is too much. */
export const handleArchive = async (
  request: Request,
  params: { id: string },
  services: DownloadServices & { readonly limits?: PackLimits } = downloadServices(),
): Promise<Response> => {
  const wanted = await find(request, params, services);
  if (wanted instanceof Response) return wanted;
  const limits = services.limits ?? downloadLimits;
  const folder = fileNameOf(wanted.title);
  const packing = await packWorkspace(wanted.filesPath, { folder, limits });
  switch (packing.outcome) {
    case "absent":
      return jsonAnswer(404, { message: "There are no files yet: the Developer has not begun." });
    case "too_large":
      return jsonAnswer(413, {
        message: `The workspace is too large for one download (${inGigabytes(packing.bytes)}, ${packing.files} files; at most ${inGigabytes(limits.bytes)} and ${limits.files} files). ${elsewhere}`,
      });
    case "packing":
      if (isCheck(request)) {
        packing.archive.destroy();
        return allowed();
      }
      return new Response(bodyOf(packing.archive, request.signal), { headers: attachmentHeaders(`${folder}.zip`) });
  }
};

/** One file of a project, byte by byte. */
export const handleFile = async (
  request: Request,
  params: { id: string },
  services: DownloadServices & { readonly limits?: PackLimits } = downloadServices(),
): Promise<Response> => {
  const wanted = await find(request, params, services);
  if (wanted instanceof Response) return wanted;
  const limits = services.limits ?? downloadLimits;
  const filePath = new URL(request.url).searchParams.get("path") ?? "";
  const found = await openWorkspaceFile(wanted.filesPath, filePath);
  switch (found.outcome) {
    case "absent":
      return jsonAnswer(404, { message: "This file is not in the workspace (any more)." });
    case "refused":
      return jsonAnswer(403, { message: "This is not a plain file of the workspace, so it is not given out." });
    case "opened": {
      const { handle, stat } = found;
      if (stat.size <= limits.fileBytes && !isCheck(request))
        return new Response(bodyOf(readInParts(handle, stat.size), request.signal), {
          headers: {
            ...attachmentHeaders(filePath.slice(filePath.lastIndexOf("/") + 1)),
            "content-length": String(stat.size),
          },
        });
      await handle.close();
      if (stat.size <= limits.fileBytes) return allowed();
      return jsonAnswer(413, {
        message: `This file has ${inGigabytes(stat.size)}; at most ${inGigabytes(limits.fileBytes)} can be downloaded. ${elsewhere}`,
      });
    }
  }
};

const isCheck = (request: Request): boolean => new URL(request.url).searchParams.has("check");

const partBytes = 64 * 1024;

/** Exactly `size` bytes: an answer that is shorter than it said is an error that the browser notices. */
export async function* readInParts(handle: FileHandle, size: number): AsyncGenerator<Uint8Array, void> {
  try {
    for (let at = 0; at < size;) {
      const part = Buffer.allocUnsafe(Math.min(partBytes, size - at));
      const { bytesRead } = await handle.read(part, 0, part.length, at);
      if (bytesRead === 0) throw new Error("A file became shorter while it was read.");
      at += bytesRead;
      yield part.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
