import type { ProjectStatus } from "../../contract/statuses.ts";
import type { Reader } from "../domain.ts";

/** What has become of a tool that was approved. */
export type BuildState =
  | { readonly state: "building"; readonly projectId: string }
  | { readonly state: "accepted"; readonly number: number }
  | { readonly state: "refused"; readonly reason: string }
  | { readonly state: "failed"; readonly reason: string };

/**
 * How the newest build for a request stands; null: none was begun. It is being built until a person has decided about
 * what came of it, or until its project has ended without anything to decide about.
 */
export const buildStateOf = async ({ prisma }: Reader, requestId: string): Promise<BuildState | null> => {
  const build = await prisma.project.findFirst({
    where: { buildsRequestId: requestId },
    orderBy: { createdAt: "desc" },
    select: { id: true, status: true, error: true },
  });
  if (build === null) return null;
  const version = await prisma.toolVersion.findFirst({
    where: { buildProjectId: build.id, status: { not: "WITHDRAWN" } },
    orderBy: { number: "desc" },
    select: { status: true, number: true, reason: true },
  });
  if (version?.status === "ACCEPTED") return { state: "accepted", number: version.number };
  if (version?.status === "REFUSED") return { state: "refused", reason: version.reason ?? "No reason was given." };
  if (version !== null) return { state: "building", projectId: build.id };
  const reason = vainEnds[build.status] ?? null;
  if (build.status === "FAILED") return { state: "failed", reason: build.error ?? "Its build failed." };
  return reason === null ? { state: "building", projectId: build.id } : { state: "failed", reason };
};

/** Ends of a build that leave nothing to decide about. */
const vainEnds: Partial<Record<ProjectStatus, string>> = {
  CANCELLED: "Its build was cancelled.",
  SUCCEEDED: "Its build ended without a tool that could be decided about.",
};
