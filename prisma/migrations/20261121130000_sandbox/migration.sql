-- AlterTable
CREATE SEQUENCE "Project_sandboxNumber_seq";
ALTER TABLE "Project" ADD COLUMN "sandboxNumber" INTEGER NOT NULL DEFAULT nextval('"Project_sandboxNumber_seq"'::regclass),
ADD COLUMN "egressHosts" JSONB,
ADD COLUMN "screening" JSONB,
ADD COLUMN "workspaceBytes" BIGINT,
ADD COLUMN "workspaceMeasuredAt" TIMESTAMPTZ(3),
ADD COLUMN "workspaceRemovedAt" TIMESTAMPTZ(3);
ALTER SEQUENCE "Project_sandboxNumber_seq" OWNED BY "Project"."sandboxNumber";

-- CreateIndex
CREATE UNIQUE INDEX "Project_sandboxNumber_key" ON "Project"("sandboxNumber");

-- AlterTable
ALTER TABLE "UsageRecord" ADD COLUMN "source" TEXT NOT NULL DEFAULT 'client',
ADD COLUMN "responseModel" TEXT,
ADD COLUMN "messageId" TEXT,
ADD COLUMN "requestId" TEXT,
ADD COLUMN "outcome" TEXT NOT NULL DEFAULT 'COMPLETED',
ADD COLUMN "httpStatus" INTEGER,
ADD COLUMN "errorClass" TEXT,
ADD COLUMN "retryAfterMs" INTEGER,
ADD COLUMN "firstByteMs" INTEGER,
ADD COLUMN "durationMs" INTEGER,
ADD COLUMN "rateLimits" JSONB,
ADD COLUMN "rawUsage" JSONB;

-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN "reportedUsage" JSONB,
ADD COLUMN "reportedCostMicros" INTEGER;

-- CreateTable
CREATE TABLE "ProviderCall" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "attemptId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "accountKind" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ProviderCall_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ProviderCall_projectId_startedAt_idx" ON "ProviderCall"("projectId", "startedAt");

-- CreateIndex
CREATE INDEX "ProviderCall_attemptId_idx" ON "ProviderCall"("attemptId");

-- CreateIndex
CREATE INDEX "UsageRecord_attemptId_idx" ON "UsageRecord"("attemptId");

-- AddForeignKey
ALTER TABLE "ProviderCall" ADD CONSTRAINT "ProviderCall_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProviderCall" ADD CONSTRAINT "ProviderCall_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A call is written once, before it is made; what became of it is its usage record.
CREATE TRIGGER "provider_call_append_only" BEFORE UPDATE ON "ProviderCall" FOR EACH ROW EXECUTE FUNCTION spiral_refuse_change();
