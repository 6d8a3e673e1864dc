-- AlterTable
ALTER TABLE "Project" ADD COLUMN "fallbackMode" TEXT,
ADD COLUMN "providerWish" TEXT,
ADD COLUMN "private" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "servedBy" TEXT;

-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN "standIn" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "Breaker" (
    "account" TEXT NOT NULL,
    "modelClass" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "failures" INTEGER NOT NULL,
    "probeRunId" TEXT,
    "probeUntil" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Breaker_pkey" PRIMARY KEY ("account","modelClass")
);

-- CreateTable
CREATE TABLE "ProviderSwitch" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "attemptId" TEXT NOT NULL,
    "fromProvider" TEXT NOT NULL,
    "fromModel" TEXT,
    "toProvider" TEXT NOT NULL,
    "toModel" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "detectedAt" TIMESTAMPTZ(3) NOT NULL,
    "dispatchedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProviderSwitch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ProviderSwitch_projectId_dispatchedAt_idx" ON "ProviderSwitch"("projectId", "dispatchedAt");

-- CreateIndex
CREATE INDEX "ProviderSwitch_dispatchedAt_idx" ON "ProviderSwitch"("dispatchedAt");

-- AddForeignKey
ALTER TABLE "ProviderSwitch" ADD CONSTRAINT "ProviderSwitch_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ── What Prisma's schema cannot express ────────────────────────────────────────────────────────────────────

ALTER TABLE "Breaker" ADD CONSTRAINT "breaker_states" CHECK ("state" IN ('OPEN', 'HALF_OPEN', 'CLOSED'));
ALTER TABLE "Project" ADD CONSTRAINT "provider_wishes" CHECK ("providerWish" IN ('claude', 'local'));
