import { statfs } from "node:fs/promises";
import { z } from "zod";
import { Hold } from "../../contract/statuses.ts";
import type { DiskView, StorageView } from "../../contract/views.ts";
import type { Domain } from "../domain.ts";
import { readSettings } from "../settings/index.ts";
import { projectSize, toSize } from "./workspace-size.ts";

const listed = 500;

const readDisk = async (folder: string): Promise<DiskView | null> => {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
};

const LastActivity = z.array(z.object({ id: z.string(), at: z.date() }));

/** What workspaces take of the disk, measured by runners; for admins. */
export const readStorage = async (
  domain: Pick<Domain, "prisma">,
  { dataDir }: { dataDir: string },
): Promise<StorageView> => {
  const { prisma } = domain;
  const onDisk = { workspaceBytes: { gt: 0 } } as const;
  const [disk, settings, rows, total, orphans] = await Promise.all([
    readDisk(dataDir),
    readSettings(domain),
    prisma.project.findMany({
      where: onDisk,
      orderBy: [{ workspaceBytes: "desc" }, { id: "asc" }],
      take: listed,
      include: { owner: { select: { name: true } } },
    }),
    prisma.project.aggregate({ where: onDisk, _sum: { workspaceBytes: true }, _count: true }),
    prisma.orphanedWorkspace.findMany({ orderBy: [{ bytes: "desc" }, { folder: "asc" }], take: listed }),
  ]);
  const activity = LastActivity.parse(
    await prisma.$queryRaw`
      SELECT p."id" AS id, e."at" AS at FROM "Project" p
      JOIN "Event" e ON e."projectId" = p."id" AND e."sequence" = p."eventSequence"
      WHERE p."id" = ANY(${rows.map(({ id }) => id)}::text[])`,
  );
  const lastActivity = new Map(activity.map(({ id, at }) => [id, at]));
  return {
    disk,
    workspaces: rows.flatMap((row) => {
      const size = projectSize(row);
      if (size === null) return [];
      return {
        projectId: row.id,
        title: row.title,
        ownerName: row.owner.name,
        status: row.status,
        hold: Hold.nullable().parse(row.hold),
        size,
        lastActivityAt: lastActivity.get(row.id) ?? row.createdAt,
        archivedAt: row.archivedAt,
        removing: row.workspaceRemovedAt !== null,
      };
    }),
    orphans: orphans.map((orphan) => ({
      folder: orphan.folder,
      foundAt: orphan.foundAt,
      size: toSize(orphan),
      removing: orphan.removeAskedAt !== null,
    })),
    total: { workspaces: total._count, bytes: Number(total._sum.workspaceBytes ?? 0n) },
    rules: {
      removeArchivedAfterDays: settings["retention.removeArchivedAfterDays"],
      attemptOutputsAfterDays: settings["retention.attemptOutputsAfterDays"],
    },
  };
};
