import type { Reader } from "../domain.ts";
import { importOutput } from "../imports/index.ts";

export interface AcceptedWork {
  /** Of the newest accepted phase. */
  readonly head: string;
  /** What the project began with. */
  readonly base: string;
  readonly branch: string;
}

/** What has been accepted so far, as commits of the workspace; null before anything was. */
export const acceptedWork = async ({ prisma }: Reader, projectId: string): Promise<AcceptedWork | null> => {
  const phases = await prisma.phase.findMany({
    where: { projectId },
    orderBy: [{ cycle: "asc" }, { position: "asc" }],
    select: { status: true, commit: true, baseCommit: true },
  });
  const head = phases.findLast(({ status, commit }) => status === "ACCEPTED" && commit !== null)?.commit ?? null;
  const came = await importOutput({ prisma }, projectId);
  const base = came?.commit ?? phases.find(({ baseCommit }) => baseCommit !== null)?.baseCommit ?? null;
  return head === null || base === null ? null : { head, base, branch: came?.branch ?? "spiral/work" };
};
