import { ExportRequest, type ExportResult } from "../../contract/exports.ts";
import type { Domain } from "../domain.ts";
import { acceptedWork, type AcceptedWork } from "./accepted-work.ts";
import { keptMs } from "./exports.ts";

/** How long a runner is believed to work on an export without saying so again. */
const leaseMs = 20_000;

export interface ClaimedExport {
  readonly id: string;
  readonly projectId: string;
  readonly requestedById: string;
  readonly leaseToken: number;
  readonly request: ExportRequest;
  /** Null: there is none any more. */
  readonly work: AcceptedWork | null;
}

/** Takes the oldest export that nobody works on; of any number of runners one gets it. */
export const claimExport = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { runnerId }: { runnerId: string },
): Promise<ClaimedExport | null> => {
  const now = clock.now();
  const open = await prisma.export.findFirst({
    where: { OR: [{ status: "QUEUED" }, { status: "RUNNING", leaseExpiresAt: { lte: now } }] },
    orderBy: { createdAt: "asc" },
  });
  if (open === null) return null;
  const leaseToken = open.leaseToken + 1;
  const { count } = await prisma.export.updateMany({
    where: { id: open.id, leaseToken: open.leaseToken, status: open.status },
    data: { status: "RUNNING", runnerId, leaseToken, leaseExpiresAt: new Date(now.getTime() + leaseMs) },
  });
  if (count === 0) return null;
  const { id, projectId, requestedById } = open;
  const work = await acceptedWork({ prisma }, projectId);
  return { id, projectId, requestedById, leaseToken, request: ExportRequest.parse(open.request), work };
};

/** @returns false where it is somebody else's by now */
export const renewExport = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { id, leaseToken }: Pick<ClaimedExport, "id" | "leaseToken">,
): Promise<boolean> => {
  const leaseExpiresAt = new Date(clock.now().getTime() + leaseMs);
  const { count } = await prisma.export.updateMany({
    where: { id, leaseToken, status: "RUNNING" },
    data: { leaseExpiresAt },
  });
  return count === 1;
};

const settle = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { id, leaseToken }: Pick<ClaimedExport, "id" | "leaseToken">,
  data: { status: "SUCCEEDED"; result: ExportResult } | { status: "FAILED"; error: string },
): Promise<void> => {
  await prisma.export.updateMany({
    where: { id, leaseToken, status: "RUNNING" },
    data: { ...data, finishedAt: clock.now(), leaseExpiresAt: null },
  });
};

export const finishExport = (
  domain: Pick<Domain, "prisma" | "clock">,
  claimed: ClaimedExport,
  result: ExportResult,
): Promise<void> => settle(domain, claimed, { status: "SUCCEEDED", result });

/** @param error for people */
export const failExport = (
  domain: Pick<Domain, "prisma" | "clock">,
  claimed: ClaimedExport,
  error: string,
): Promise<void> => settle(domain, claimed, { status: "FAILED", error });

/** Of these, those whose file need not be kept (any more). */
export const outdatedExports = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  ids: readonly string[],
): Promise<string[]> => {
  const rows = await prisma.export.findMany({
    where: {
      id: { in: [...ids] },
      OR: [
        { status: { in: ["QUEUED", "RUNNING"] } },
        { status: "SUCCEEDED", finishedAt: { gt: new Date(clock.now().getTime() - keptMs) } },
      ],
    },
    select: { id: true },
  });
  const kept = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !kept.has(id));
};
