import { originRules, refuseRequest } from "../auth/guard.ts";
import type { OriginRules } from "../auth/origin.ts";
import { viewerFromRequest } from "../auth/viewer.ts";
import { ProjectId } from "../contract/ids.ts";
import type { Domain } from "../domain/domain.ts";
import { projectAccess, reportMarkdown, transcriptMarkdown } from "../domain/projects/index.ts";
import { webDomain } from "../domain/web-domain.ts";
import { DomainError } from "../platform/errors.ts";
import { jsonAnswer } from "./json-answer.ts";

export interface DownloadServices {
  readonly domain: Domain;
  readonly rules: OriginRules;
}

const webServices = (): DownloadServices => ({ domain: webDomain(), rules: originRules() });

const noProject = () => jsonAnswer(404, { message: "This project does not exist, or you may not see it." });

type Write = typeof reportMarkdown;

/** Gives out a project's text as a Markdown file: to be saved, never as something to show. */
const download = async (
  write: Write,
  request: Request,
  { id }: { id: string },
  services: DownloadServices,
): Promise<Response> => {
  const { domain, rules } = services;
  const refusal = refuseRequest(request, rules);
  if (refusal !== null) return jsonAnswer(refusal.status, { message: refusal.message });
  const signedIn = await viewerFromRequest(domain, request.headers);
  if (signedIn === null) return jsonAnswer(401, { message: "Sign in first." });
  const { viewer } = signedIn;
  const projectId = ProjectId.safeParse(id).data;
  if (projectId === undefined || (await projectAccess(domain, { viewer, projectId })) === "none") return noProject();
  try {
    const { fileName, markdown } = await write(domain, { viewer, projectId });
    return new Response(markdown, {
      headers: {
        "content-type": "text/markdown; charset=utf-8",
        "content-disposition": `attachment; filename="${fileName.replace(/[^\w.-]/g, "_")}"`,
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    if (error instanceof DomainError && error.code === "conflict") return jsonAnswer(409, { message: error.message });
    if (error instanceof DomainError && error.code === "not_found") return noProject();
    throw error;
  }
};

/** GET /api/projects/<id>/report: the completion report. 409 while there is none. */
export const handleReport = (request: Request, params: { id: string }, services = webServices()): Promise<Response> =>
  download(reportMarkdown, request, params, services);

/** GET /api/projects/<id>/transcript: the whole conversation so far. */
export const handleTranscript = (
  request: Request,
  params: { id: string },
  services = webServices(),
): Promise<Response> => download(transcriptMarkdown, request, params, services);
