-- What agents have asked for in tools, and what became of it.
CREATE TYPE "ToolRequestStatus" AS ENUM ('PENDING', 'DEFERRED', 'APPROVED', 'ALTERNATIVE', 'REJECTED', 'WITHDRAWN');

CREATE TABLE "ToolRequest" (
  "id" TEXT NOT NULL,
  "projectId" TEXT NOT NULL,
  "cycle" INTEGER NOT NULL,
  "phaseId" TEXT,
  "runId" TEXT,
  "role" TEXT NOT NULL,
  "toolUseId" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "content" JSONB NOT NULL,
  "status" "ToolRequestStatus" NOT NULL DEFAULT 'PENDING',
  "verdict" JSONB,
  "assessment" JSONB,
  "assessmentFailure" TEXT,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "decidedAt" TIMESTAMPTZ(3),
  "decidedById" TEXT,
  "dueAt" TIMESTAMPTZ(3),
  CONSTRAINT "ToolRequest_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "ToolRequest_projectId_createdAt_idx" ON "ToolRequest"("projectId", "createdAt");
CREATE INDEX "ToolRequest_status_dueAt_idx" ON "ToolRequest"("status", "dueAt");
-- One tool is asked for once at a time.
CREATE UNIQUE INDEX "one_open_tool_request" ON "ToolRequest"("projectId", "name") WHERE "status" = 'PENDING';

ALTER TABLE "ToolRequest" ADD CONSTRAINT "ToolRequest_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ToolRequest" ADD CONSTRAINT "ToolRequest_phaseId_fkey" FOREIGN KEY ("phaseId") REFERENCES "Phase"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "ToolRequest" ADD CONSTRAINT "ToolRequest_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- An assessment goes on beside the project's line of work.
DROP INDEX "one_open_run";
CREATE UNIQUE INDEX "one_open_run" ON "Run"("projectId") WHERE "status" IN ('QUEUED', 'RUNNING', 'WAITING') AND "operation" <> 'ASSESS_TOOL';
