-- CreateEnum
CREATE TYPE "UserRole" AS ENUM ('ADMIN', 'MEMBER', 'VIEWER');

-- CreateEnum
CREATE TYPE "ProjectStatus" AS ENUM ('DRAFT', 'QUEUED', 'PLANNING', 'AWAITING_PLAN_APPROVAL', 'RUNNING', 'WAITING', 'PAUSED', 'REPORTING', 'SUCCEEDED', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "PhaseStatus" AS ENUM ('PENDING', 'IMPLEMENTING', 'CHECKING', 'REVIEWING', 'EVALUATING', 'ESCALATED', 'ACCEPTING', 'ACCEPTED', 'STOPPED');

-- CreateEnum
CREATE TYPE "Operation" AS ENUM ('PLAN', 'IMPLEMENT', 'CHECK', 'REVIEW', 'EVALUATE', 'ACCEPT', 'REPORT');

-- CreateEnum
CREATE TYPE "RunStatus" AS ENUM ('QUEUED', 'RUNNING', 'WAITING', 'SUCCEEDED', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "AskStatus" AS ENUM ('PENDING', 'ANSWERED', 'WITHDRAWN');

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "login" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "role" "UserRole" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabledAt" TIMESTAMPTZ(3),

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    "userAgent" TEXT,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SetupLink" (
    "id" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SetupLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" TIMESTAMPTZ(3),

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedBy" TEXT,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Secret" (
    "name" TEXT NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "lastFour" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedBy" TEXT,

    CONSTRAINT "Secret_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actorId" TEXT,
    "action" TEXT NOT NULL,
    "subjectId" TEXT,
    "detail" JSONB NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Project" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "brief" TEXT NOT NULL,
    "status" "ProjectStatus" NOT NULL,
    "heldFrom" "ProjectStatus",
    "hold" JSONB,
    "cycle" INTEGER NOT NULL DEFAULT 1,
    "priority" INTEGER NOT NULL DEFAULT 25,
    "permissionMode" TEXT NOT NULL,
    "approvePlan" BOOLEAN NOT NULL,
    "maxRefinements" INTEGER NOT NULL DEFAULT 3,
    "scenario" TEXT,
    "provider" TEXT,
    "summary" TEXT,
    "report" JSONB,
    "error" TEXT,
    "eventSequence" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "submittedAt" TIMESTAMPTZ(3),
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "archivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PlanRevision" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "plan" JSONB NOT NULL,
    "approvedAt" TIMESTAMPTZ(3),
    "approvedBy" TEXT,
    "comment" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PlanRevision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Phase" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "cycle" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "goal" TEXT NOT NULL,
    "acceptanceCriteria" JSONB NOT NULL,
    "expectedArtefacts" JSONB NOT NULL,
    "status" "PhaseStatus" NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 0,
    "baseCommit" TEXT,
    "commit" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Phase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "phaseId" TEXT,
    "cycle" INTEGER NOT NULL,
    "operation" "Operation" NOT NULL,
    "round" INTEGER NOT NULL,
    "status" "RunStatus" NOT NULL,
    "input" JSONB NOT NULL,
    "output" JSONB,
    "error" JSONB,
    "leaseToken" INTEGER NOT NULL DEFAULT 0,
    "runnerId" TEXT,
    "leaseExpiresAt" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "notBefore" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attempt" (
    "id" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "leaseToken" INTEGER NOT NULL,
    "runnerId" TEXT NOT NULL,
    "provider" TEXT,
    "model" TEXT,
    "agentSessionId" TEXT,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "error" JSONB,

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgentSession" (
    "id" TEXT NOT NULL,
    "phaseId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "providerSessionId" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AgentSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Runner" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "marker" TEXT NOT NULL,
    "findings" JSONB NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeatAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stoppedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Runner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Event" (
    "projectId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "phaseId" TEXT,
    "runId" TEXT,
    "attemptId" TEXT,
    "payload" JSONB NOT NULL,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("projectId","sequence")
);

-- CreateTable
CREATE TABLE "LiveBlock" (
    "runId" TEXT NOT NULL,
    "blockId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LiveBlock_pkey" PRIMARY KEY ("runId","blockId")
);

-- CreateTable
CREATE TABLE "Ask" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "runId" TEXT,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "contentHash" TEXT NOT NULL,
    "status" "AskStatus" NOT NULL,
    "answer" JSONB,
    "answeredById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "Ask_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "UsageRecord" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "projectId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "attemptId" TEXT,
    "provider" TEXT NOT NULL,
    "accountKind" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "inputUncached" INTEGER NOT NULL,
    "cacheRead" INTEGER NOT NULL,
    "cacheWrite5m" INTEGER NOT NULL,
    "cacheWrite1h" INTEGER NOT NULL,
    "output" INTEGER NOT NULL,
    "reportedCostMicros" INTEGER,

    CONSTRAINT "UsageRecord_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_login_key" ON "User"("login");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "SetupLink_tokenHash_key" ON "SetupLink"("tokenHash");

-- CreateIndex
CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry"("at");

-- CreateIndex
CREATE INDEX "Project_ownerId_createdAt_idx" ON "Project"("ownerId", "createdAt");

-- CreateIndex
CREATE INDEX "Project_status_priority_submittedAt_idx" ON "Project"("status", "priority", "submittedAt");

-- CreateIndex
CREATE UNIQUE INDEX "PlanRevision_projectId_number_key" ON "PlanRevision"("projectId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Phase_projectId_cycle_position_key" ON "Phase"("projectId", "cycle", "position");

-- CreateIndex
CREATE INDEX "Run_projectId_createdAt_idx" ON "Run"("projectId", "createdAt");

-- CreateIndex
CREATE INDEX "Run_status_idx" ON "Run"("status");

-- CreateIndex
CREATE INDEX "Attempt_endedAt_idx" ON "Attempt"("endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Attempt_runId_leaseToken_key" ON "Attempt"("runId", "leaseToken");

-- CreateIndex
CREATE UNIQUE INDEX "AgentSession_providerSessionId_key" ON "AgentSession"("providerSessionId");

-- CreateIndex
CREATE INDEX "Event_projectId_runId_idx" ON "Event"("projectId", "runId");

-- CreateIndex
CREATE INDEX "LiveBlock_projectId_idx" ON "LiveBlock"("projectId");

-- CreateIndex
CREATE INDEX "Ask_projectId_status_idx" ON "Ask"("projectId", "status");

-- CreateIndex
CREATE UNIQUE INDEX "UsageRecord_key_key" ON "UsageRecord"("key");

-- CreateIndex
CREATE INDEX "UsageRecord_projectId_at_idx" ON "UsageRecord"("projectId", "at");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Project" ADD CONSTRAINT "Project_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PlanRevision" ADD CONSTRAINT "PlanRevision_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Phase" ADD CONSTRAINT "Phase_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_phaseId_fkey" FOREIGN KEY ("phaseId") REFERENCES "Phase"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_agentSessionId_fkey" FOREIGN KEY ("agentSessionId") REFERENCES "AgentSession"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentSession" ADD CONSTRAINT "AgentSession_phaseId_fkey" FOREIGN KEY ("phaseId") REFERENCES "Phase"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Event" ADD CONSTRAINT "Event_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LiveBlock" ADD CONSTRAINT "LiveBlock_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ask" ADD CONSTRAINT "Ask_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ask" ADD CONSTRAINT "Ask_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "UsageRecord" ADD CONSTRAINT "UsageRecord_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "UsageRecord" ADD CONSTRAINT "UsageRecord_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ── What Prisma's schema cannot express ────────────────────────────────────────────────────────────────────

-- A run is the same run however often it is asked for. Needs PostgreSQL 15 (NULLS NOT DISTINCT).
CREATE UNIQUE INDEX "run_identity" ON "Run"("projectId", "cycle", "phaseId", "operation", "round") NULLS NOT DISTINCT;

-- A project is one line of work: at most one of its runs is open.
CREATE UNIQUE INDEX "one_open_run" ON "Run"("projectId") WHERE "status" IN ('QUEUED', 'RUNNING', 'WAITING');

-- One thing is asked once at a time.
CREATE UNIQUE INDEX "one_pending_ask" ON "Ask"("projectId", "kind", "subject") WHERE "status" = 'PENDING';

-- A running run has a lease, and nothing else has one (invariant I7).
ALTER TABLE "Run" ADD CONSTRAINT "running_has_lease"
  CHECK (("status" = 'RUNNING') = ("runnerId" IS NOT NULL AND "leaseExpiresAt" IS NOT NULL));

-- A hold knows where to return to, and a wait knows why.
ALTER TABLE "Project" ADD CONSTRAINT "held_has_origin"
  CHECK (("status" IN ('WAITING', 'PAUSED')) = ("heldFrom" IS NOT NULL));
ALTER TABLE "Project" ADD CONSTRAINT "waiting_has_reason"
  CHECK (("status" = 'WAITING') = ("hold" IS NOT NULL));

-- Appends events to a project's log and tells the listeners; returns the log's new head.
-- With a run, only for the holder of its lease: NULL means fenced, and nothing was written.
-- Safe against a stale writer because both rows are locked before they are looked at (project first, as everywhere),
-- and each statement of this function sees what was committed before it began.
-- p_events: [{"type", "phaseId", "runId", "attemptId", "payload"}]
CREATE FUNCTION spiral_append(p_project TEXT, p_run TEXT, p_token INTEGER, p_events JSONB) RETURNS INTEGER
LANGUAGE plpgsql AS $$
DECLARE
  head INTEGER;
  added INTEGER := jsonb_array_length(p_events);
BEGIN
  PERFORM 1 FROM "Project" WHERE "id" = p_project FOR NO KEY UPDATE;
  IF p_run IS NOT NULL THEN
    PERFORM 1 FROM "Run" WHERE "id" = p_run AND "leaseToken" = p_token AND "status" = 'RUNNING' FOR SHARE;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;

  UPDATE "Project" SET "eventSequence" = "eventSequence" + added WHERE "id" = p_project RETURNING "eventSequence" INTO head;

  INSERT INTO "Event" ("projectId", "sequence", "at", "type", "phaseId", "runId", "attemptId", "payload")
  SELECT p_project, head - added + n, clock_timestamp(), e->>'type', e->>'phaseId', e->>'runId', e->>'attemptId', e->'payload'
  FROM jsonb_array_elements(p_events) WITH ORDINALITY AS list(e, n);

  -- A finished block takes the place of the text that was being written.
  DELETE FROM "LiveBlock" live
  USING jsonb_array_elements(p_events) AS e
  WHERE live."runId" = e->>'runId'
    AND ((e->>'type' IN ('agent.wrote', 'agent.thought', 'tool.finished')
          AND live."blockId" = COALESCE(e->'payload'->>'blockId', e->'payload'->>'toolUseId'))
      OR (e->>'type' = 'check.finished' AND live."kind" = 'shell'));

  PERFORM pg_notify('spiral_events', json_build_object('p', p_project, 's', head)::text);
  RETURN head;
END
$$;

-- Stores text that is still being written; false means fenced.
CREATE FUNCTION spiral_live(p_project TEXT, p_run TEXT, p_token INTEGER, p_block TEXT, p_kind TEXT, p_text TEXT) RETURNS BOOLEAN
LANGUAGE plpgsql AS $$
BEGIN
  -- Held until the commit: whoever takes the run clears its blocks after this one is there, or this one is refused.
  PERFORM 1 FROM "Run" WHERE "id" = p_run AND "leaseToken" = p_token AND "status" = 'RUNNING' FOR SHARE;
  IF NOT FOUND THEN
    RETURN FALSE;
  END IF;
  INSERT INTO "LiveBlock" ("runId", "blockId", "projectId", "kind", "text", "updatedAt")
  VALUES (p_run, p_block, p_project, p_kind, p_text, clock_timestamp())
  ON CONFLICT ("runId", "blockId") DO UPDATE SET "text" = EXCLUDED."text", "updatedAt" = EXCLUDED."updatedAt";
  PERFORM pg_notify('spiral_events', json_build_object('p', p_project, 'r', p_run, 'b', p_block)::text);
  RETURN TRUE;
END
$$;

CREATE FUNCTION spiral_refuse_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;
END
$$;
CREATE TRIGGER "event_append_only" BEFORE UPDATE ON "Event" FOR EACH ROW EXECUTE FUNCTION spiral_refuse_change();
CREATE TRIGGER "usage_append_only" BEFORE UPDATE ON "UsageRecord" FOR EACH ROW EXECUTE FUNCTION spiral_refuse_change();
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION spiral_refuse_change();
CREATE TRIGGER "audit_no_truncate" BEFORE TRUNCATE ON "AuditEntry" FOR EACH STATEMENT EXECUTE FUNCTION spiral_refuse_change();
