import { z } from "zod";
import { refuseRequest } from "../auth/guard.ts";
import { ProjectId } from "../contract/ids.ts";
import { projectAccess, reportMarkdown, transcriptMarkdown } from "../domain/projects/index.ts";
import { rememberSecrets } from "../domain/secrets/index.ts";
import { DomainError } from "../platform/errors.ts";
import { knownSecrets } from "../platform/known-secrets.ts";
import { attachmentHeaders } from "./attachment.ts";
import { downloadServices, type DownloadServices } from "./download-services.ts";
import { jsonAnswer } from "./json-answer.ts";
import { requireViewer } from "./require-viewer.ts";

const noProject = () => jsonAnswer(404, { message: "This project does not exist, or you may not see it." });

type Write = typeof reportMarkdown;

/** `?cycle=2`: the report of an earlier cycle. */
const cycleAsked = (request: Request): string | undefined =>
  new URL(request.url).searchParams.get("cycle") ?? undefined;

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
  const signedIn = await requireViewer(domain, request);
  if (signedIn instanceof Response) return signedIn;
  const { viewer } = signedIn;
  const projectId = ProjectId.safeParse(id).data;
  if (projectId === undefined || (await projectAccess(domain, { viewer, projectId })) === "none") return noProject();
  try {
    const cycle = z.coerce.number().int().min(1).optional().catch(undefined).parse(cycleAsked(request));
    const { fileName, markdown } = await write(domain, { viewer, projectId, cycle });
    // What was stored before a secret was entered may hold it.
    await rememberSecrets(domain);
    return new Response(knownSecrets().redact(markdown), {
      headers: attachmentHeaders(fileName, "text/markdown; charset=utf-8"),
    });
  } catch (error) {
    if (error instanceof DomainError && error.code === "conflict") return jsonAnswer(409, { message: error.message });
    if (error instanceof DomainError && error.code === "not_found") return noProject();
    throw error;
  }
};

/** GET /api/projects/<id>/report: the completion report. 409 while there is none. */
export const handleReport = (
  request: Request,
  params: { id: string },
  services = downloadServices(),
): Promise<Response> => download(reportMarkdown, request, params, services);

/** GET /api/projects/<id>/transcript: the whole conversation so far. */
export const handleTranscript = (
  request: Request,
  params: { id: string },
  services = downloadServices(),
): Promise<Response> => download(transcriptMarkdown, request, params, services);
