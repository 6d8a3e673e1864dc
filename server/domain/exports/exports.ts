import { ExportRequest, ExportResult, type ExportsView, type WantedExport } from "../../contract/exports.ts";
import { StoredSource } from "../../contract/sources.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Reader } from "../domain.ts";
import { gitAccess } from "../git-credentials/index.ts";
import { acceptedWork } from "./accepted-work.ts";

/** How long a file can be downloaded. */
export const keptMs = 24 * 60 * 60 * 1_000;
const listed = 20;

const originOf = (source: unknown): { url: string; credentialId: string | null } | null => {
  const stored = StoredSource.nullable().parse(source);
  return stored?.kind === "git" ? { url: stored.url, credentialId: stored.credentialId } : null;
};

/** The newest exports of a project, and what a new one would begin with. */
export const listExports = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { projectId, viewerId }: { projectId: string; viewerId: string },
): Promise<ExportsView> => {
  const project = await prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const rows = await prisma.export.findMany({ where: { projectId }, orderBy: { createdAt: "desc" }, take: listed });
  const work = await acceptedWork({ prisma }, projectId);
  const since = clock.now().getTime() - keptMs;
  const origin = originOf(project.source);
  return {
    ready: work !== null && project.workspaceRemovedAt === null,
    private: project.private,
    branch: work?.branch ?? "spiral/work",
    // What opens it is its owner's.
    origin: origin !== null && project.ownerId !== viewerId ? { ...origin, credentialId: null } : origin,
    exports: rows.map((row) => {
      const result = ExportResult.nullable().parse(row.result);
      return {
        id: row.id,
        request: ExportRequest.parse(row.request),
        status: row.status,
        result,
        error: row.error,
        createdAt: row.createdAt,
        downloadable: result?.bytes != null && (row.finishedAt?.getTime() ?? 0) > since,
      };
    }),
  };
};

/**
 * Has accepted work brought out by a runner. Errors: conflict (there is none), invalid, not_found (the way to the host).
 */
export const requestExport = async (
  domain: Pick<Domain, "prisma">,
  { projectId, wanted, actorId }: { projectId: string; wanted: WantedExport; actorId: string },
): Promise<{ exportId: string }> => {
  const { prisma } = domain;
  const project = await prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  if (project.workspaceRemovedAt !== null)
    throw new DomainError("conflict", "The workspace was removed; there is nothing to bring out any more.");
  if ((await acceptedWork({ prisma }, projectId)) === null)
    throw new DomainError("conflict", "Nothing has been accepted yet. As soon as a phase is, it can be brought out.");
  if (project.private && wanted.kind === "push")
    throw new DomainError(
      "conflict",
      "This project is private, so nothing of it is pushed. Take a patch or a bundle, or make the project no longer private in its menu.",
    );
  const request = requestOf(wanted, originOf(project.source)?.url ?? null);
  if (request.kind === "push") await gitAccess({ prisma }, { ownerId: actorId, ...request });
  const exportId = newId("export");
  await prisma.$transaction(async (tx) => {
    await tx.export.create({ data: { id: exportId, projectId, requestedById: actorId, request } });
    const detail =
      request.kind === "push"
        ? { kind: request.kind, url: request.url, branch: request.branch }
        : { kind: request.kind };
    await appendAudit(tx, { actorId, action: "project.export_asked", subjectId: projectId, detail });
  });
  return { exportId };
};

const requestOf = (wanted: WantedExport, origin: string | null): ExportRequest => {
  if (wanted.kind !== "push") return wanted;
  const url = wanted.url ?? origin;
  if (url === null)
    throw new DomainError("invalid", "Enter the address to push to: the project did not come from a git host.");
  return { ...wanted, url };
};

/** The file of an export that is done, and what it is called. Null where there is none (any more). */
export const findDownload = async (
  { prisma }: Reader,
  { projectId, exportId }: { projectId: string; exportId: string },
): Promise<{ kind: "patch" | "bundle"; title: string } | null> => {
  const row = await prisma.export.findFirst({
    where: { id: exportId, projectId, status: "SUCCEEDED" },
    include: { project: { select: { title: true } } },
  });
  const request = row === null ? null : ExportRequest.parse(row.request);
  return row === null || request === null || request.kind === "push"
    ? null
    : { kind: request.kind, title: row.project.title };
};
