-- AlterTable
ALTER TABLE "Project" ADD COLUMN "workspaceFileBytes" BIGINT,
ADD COLUMN "workspaceFiles" INTEGER,
ADD COLUMN "workspacePartly" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "OrphanedWorkspace" (
    "folder" TEXT NOT NULL,
    "bytes" BIGINT,
    "fileBytes" BIGINT,
    "files" INTEGER,
    "partly" BOOLEAN NOT NULL DEFAULT false,
    "foundAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "measuredAt" TIMESTAMPTZ(3),
    "removeAskedAt" TIMESTAMPTZ(3),

    CONSTRAINT "OrphanedWorkspace_pkey" PRIMARY KEY ("folder")
);

-- ── What Prisma's schema cannot express ────────────────────────────────────────────────────────────────────

-- Nothing that may still go on is ever archived, and no workspace but an archived project's is ever removed, whatever
-- the code that asks for it believes.
ALTER TABLE "Project" ADD CONSTRAINT "archived_has_ended"
  CHECK ("archivedAt" IS NULL OR "status" IN ('SUCCEEDED', 'FAILED', 'CANCELLED'));
ALTER TABLE "Project" ADD CONSTRAINT "removed_is_archived"
  CHECK ("workspaceRemovedAt" IS NULL OR "archivedAt" IS NOT NULL);

-- The removals that are not done yet, looked for every few seconds.
CREATE INDEX "Project_workspace_removals" ON "Project"("id") WHERE "workspaceRemovedAt" IS NOT NULL AND "workspaceBytes" IS DISTINCT FROM 0;
