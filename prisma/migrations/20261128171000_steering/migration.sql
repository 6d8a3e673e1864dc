-- AlterEnum
ALTER TYPE "PhaseStatus" ADD VALUE 'RESTORING' BEFORE 'IMPLEMENTING';
ALTER TYPE "PhaseStatus" ADD VALUE 'SKIPPED' BEFORE 'STOPPED';
ALTER TYPE "Operation" ADD VALUE 'RESTORE' BEFORE 'REPORT';

-- AlterTable
ALTER TABLE "Phase" ADD COLUMN "goRound" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "skipReason" TEXT,
ADD COLUMN "model" TEXT;
ALTER TABLE "AgentSession" ADD COLUMN "goRound" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "PlanRevision" ADD COLUMN "cycle" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN "authorId" TEXT,
ADD COLUMN "reason" TEXT;

-- CreateTable
CREATE TABLE "ProjectCycle" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "brief" TEXT NOT NULL,
    "status" "ProjectStatus" NOT NULL,
    "summary" TEXT,
    "report" JSONB,
    "error" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ProjectCycle_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ProjectCycle_projectId_number_key" ON "ProjectCycle"("projectId", "number");
ALTER TABLE "ProjectCycle" ADD CONSTRAINT "ProjectCycle_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "Message" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "cycle" INTEGER NOT NULL,
    "authorId" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deliveredAt" TIMESTAMPTZ(3),
    "runId" TEXT,

    CONSTRAINT "Message_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Message_projectId_createdAt_idx" ON "Message"("projectId", "createdAt");
ALTER TABLE "Message" ADD CONSTRAINT "Message_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
