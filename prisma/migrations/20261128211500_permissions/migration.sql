-- AlterTable
ALTER TABLE "Ask" ADD COLUMN "expiresAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "PermissionRule" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "projectId" TEXT,
    "runId" TEXT,
    "match" JSONB NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMPTZ(3),
    "uses" INTEGER NOT NULL DEFAULT 0,
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PermissionRule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "PermissionRule_projectId_idx" ON "PermissionRule"("projectId");

-- AddForeignKey
ALTER TABLE "PermissionRule" ADD CONSTRAINT "PermissionRule_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ── What Prisma's schema cannot express ────────────────────────────────────────────────────────────────────

ALTER TABLE "PermissionRule" ADD CONSTRAINT "permission_rule_scopes" CHECK (
  ("scope" = 'run' AND "projectId" IS NOT NULL AND "runId" IS NOT NULL)
  OR ("scope" = 'project' AND "projectId" IS NOT NULL AND "runId" IS NULL)
  OR ("scope" = 'all' AND "projectId" IS NULL AND "runId" IS NULL)
);
-- The inbox, and what runs out of time: few rows of many.
CREATE INDEX "pending_asks" ON "Ask"("createdAt") WHERE "status" = 'PENDING';
