-- The ledger: who a call was for, what it cost, and nothing that changes afterwards.

DROP TRIGGER "usage_append_only" ON "UsageRecord";
DROP TRIGGER "provider_call_append_only" ON "ProviderCall";

-- A call says whom it is for by itself.
ALTER TABLE "ProviderCall"
  ADD COLUMN "ownerId" TEXT,
  ADD COLUMN "phaseId" TEXT,
  ADD COLUMN "attemptNumber" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "operation" "Operation",
  ADD COLUMN "role" TEXT,
  ADD COLUMN "cycle" INTEGER,
  ADD COLUMN "round" INTEGER,
  ADD COLUMN "source" TEXT NOT NULL DEFAULT 'gateway',
  ADD COLUMN "account" TEXT,
  ADD COLUMN "fallbackOf" TEXT,
  ADD COLUMN "switchReason" TEXT,
  ADD COLUMN "beginning" JSONB;
UPDATE "ProviderCall" c SET
  "ownerId" = p."ownerId", "phaseId" = r."phaseId", "operation" = r."operation", "cycle" = r."cycle", "round" = r."round",
  "account" = c."accountKind",
  "role" = CASE r."operation" WHEN 'IMPLEMENT' THEN 'DEVELOPER' WHEN 'REVIEW' THEN 'QUALITY_ASSURANCE' ELSE 'PROJECT_MANAGER' END
FROM "Run" r JOIN "Project" p ON p."id" = r."projectId" WHERE r."id" = c."runId";
ALTER TABLE "ProviderCall"
  ALTER COLUMN "ownerId" SET NOT NULL,
  ALTER COLUMN "operation" SET NOT NULL,
  ALTER COLUMN "cycle" SET NOT NULL,
  ALTER COLUMN "round" SET NOT NULL,
  ALTER COLUMN "account" SET NOT NULL,
  ALTER COLUMN "source" DROP DEFAULT,
  ALTER COLUMN "attemptNumber" DROP DEFAULT;

ALTER TABLE "UsageRecord"
  ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'CALL',
  ADD COLUMN "correctsId" TEXT,
  ADD COLUMN "reason" TEXT,
  ADD COLUMN "startedAt" TIMESTAMPTZ(3),
  ADD COLUMN "writtenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "ownerId" TEXT,
  ADD COLUMN "phaseId" TEXT,
  ADD COLUMN "attemptNumber" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "operation" "Operation",
  ADD COLUMN "role" TEXT,
  ADD COLUMN "cycle" INTEGER,
  ADD COLUMN "round" INTEGER,
  ADD COLUMN "account" TEXT,
  ADD COLUMN "fallbackOf" TEXT,
  ADD COLUMN "switchReason" TEXT,
  ADD COLUMN "thinking" INTEGER,
  ADD COLUMN "webSearches" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "serviceTier" TEXT,
  ADD COLUMN "speed" TEXT,
  ADD COLUMN "geography" TEXT,
  ADD COLUMN "firstTokenMs" INTEGER,
  ADD COLUMN "basis" TEXT,
  ADD COLUMN "costMicros" BIGINT,
  ADD COLUMN "billable" BOOLEAN,
  ADD COLUMN "priceId" TEXT,
  ADD COLUMN "priceSource" TEXT,
  ADD COLUMN "rates" JSONB,
  ALTER COLUMN "reportedCostMicros" TYPE BIGINT;
-- Calls from before there were prices keep their tokens; what they cost is not known.
UPDATE "UsageRecord" u SET
  "startedAt" = u."at" - COALESCE(u."durationMs", 0) * interval '1 millisecond',
  "writtenAt" = u."at",
  "ownerId" = p."ownerId", "phaseId" = r."phaseId", "operation" = r."operation", "cycle" = r."cycle", "round" = r."round",
  "account" = u."accountKind",
  "role" = CASE r."operation" WHEN 'IMPLEMENT' THEN 'DEVELOPER' WHEN 'REVIEW' THEN 'QUALITY_ASSURANCE' ELSE 'PROJECT_MANAGER' END,
  "basis" = CASE WHEN u."provider" = 'scripted' THEN 'scripted' ELSE 'unpriced' END,
  "billable" = u."accountKind" = 'api_key'
FROM "Run" r JOIN "Project" p ON p."id" = r."projectId" WHERE r."id" = u."runId";
ALTER TABLE "UsageRecord"
  ALTER COLUMN "startedAt" SET NOT NULL,
  ALTER COLUMN "ownerId" SET NOT NULL,
  ALTER COLUMN "operation" SET NOT NULL,
  ALTER COLUMN "cycle" SET NOT NULL,
  ALTER COLUMN "round" SET NOT NULL,
  ALTER COLUMN "account" SET NOT NULL,
  ALTER COLUMN "basis" SET NOT NULL,
  ALTER COLUMN "billable" SET NOT NULL,
  ALTER COLUMN "source" DROP DEFAULT,
  ALTER COLUMN "attemptNumber" DROP DEFAULT;

-- Books are kept: what has usage is not deleted.
ALTER TABLE "ProviderCall" DROP CONSTRAINT "ProviderCall_projectId_fkey", DROP CONSTRAINT "ProviderCall_runId_fkey";
ALTER TABLE "ProviderCall" ADD CONSTRAINT "ProviderCall_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ProviderCall" ADD CONSTRAINT "ProviderCall_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "UsageRecord" DROP CONSTRAINT "UsageRecord_projectId_fkey", DROP CONSTRAINT "UsageRecord_runId_fkey";
ALTER TABLE "UsageRecord" ADD CONSTRAINT "UsageRecord_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "UsageRecord" ADD CONSTRAINT "UsageRecord_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A call has one record; a correction names what it corrects and why, and only a correction does.
ALTER TABLE "UsageRecord" ADD CONSTRAINT "usage_kind" CHECK (
  ("kind" = 'CALL' AND "correctsId" IS NULL AND "inputUncached" >= 0 AND "cacheRead" >= 0 AND "cacheWrite5m" >= 0
    AND "cacheWrite1h" >= 0 AND "output" >= 0 AND "webSearches" >= 0)
  OR ("kind" = 'CORRECTION' AND "correctsId" IS NOT NULL AND "reason" IS NOT NULL));

CREATE INDEX "UsageRecord_at_idx" ON "UsageRecord"("at");
CREATE INDEX "UsageRecord_ownerId_at_idx" ON "UsageRecord"("ownerId", "at");
CREATE INDEX "UsageRecord_correctsId_idx" ON "UsageRecord"("correctsId");

CREATE TRIGGER "usage_append_only" BEFORE UPDATE OR DELETE ON "UsageRecord" FOR EACH ROW EXECUTE FUNCTION spiral_refuse_change();
CREATE TRIGGER "usage_no_truncate" BEFORE TRUNCATE ON "UsageRecord" FOR EACH STATEMENT EXECUTE FUNCTION spiral_refuse_change();

-- Of a call only what its answer said when it began may be added, once.
CREATE FUNCTION spiral_call_begins_once() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."beginning" IS NOT NULL OR NEW."beginning" IS NULL
    OR to_jsonb(OLD) - 'beginning' <> to_jsonb(NEW) - 'beginning' THEN
    RAISE EXCEPTION 'ProviderCall is append-only: UPDATE is refused';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "provider_call_begins_once" BEFORE UPDATE ON "ProviderCall" FOR EACH ROW EXECUTE FUNCTION spiral_call_begins_once();
CREATE TRIGGER "provider_call_append_only" BEFORE DELETE ON "ProviderCall" FOR EACH ROW EXECUTE FUNCTION spiral_refuse_change();

ALTER TABLE "Attempt" ADD COLUMN "reportedWhole" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "ModelPrice" (
    "id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "validFrom" TIMESTAMPTZ(3) NOT NULL,
    "input" INTEGER NOT NULL,
    "output" INTEGER NOT NULL,
    "cacheWrite5m" INTEGER NOT NULL,
    "cacheWrite1h" INTEGER NOT NULL,
    "cacheRead" INTEGER NOT NULL,
    "longAbove" INTEGER,
    "longInput" INTEGER,
    "longOutput" INTEGER,
    "longWrite5m" INTEGER,
    "longWrite1h" INTEGER,
    "longRead" INTEGER,
    "fastPercent" INTEGER,
    "source" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdById" TEXT,

    CONSTRAINT "ModelPrice_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "price_not_negative" CHECK (LEAST("input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead") >= 0),
    CONSTRAINT "price_long_is_whole" CHECK (
      ("longAbove" IS NULL) = ("longInput" IS NULL) AND ("longAbove" IS NULL) = ("longOutput" IS NULL)
      AND ("longAbove" IS NULL) = ("longWrite5m" IS NULL) AND ("longAbove" IS NULL) = ("longWrite1h" IS NULL)
      AND ("longAbove" IS NULL) = ("longRead" IS NULL))
);
CREATE INDEX "ModelPrice_model_validFrom_idx" ON "ModelPrice"("model", "validFrom");
CREATE TRIGGER "price_append_only" BEFORE UPDATE OR DELETE ON "ModelPrice" FOR EACH ROW EXECUTE FUNCTION spiral_refuse_change();

CREATE TABLE "LedgerCheck" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "report" JSONB NOT NULL,

    CONSTRAINT "LedgerCheck_pkey" PRIMARY KEY ("id")
);

-- Anthropic's list prices as they were checked in November 2026, in millionths of a dollar per million tokens.
INSERT INTO "ModelPrice" ("id", "model", "validFrom", "input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead", "fastPercent", "source")
SELECT 'prc_' || replace(model, '-', '_'), model, '2026-01-01T00:00:00Z', i, o, w5, w1, r,
  CASE WHEN model IN ('claude-opus-5', 'claude-opus-4-8') THEN 200 END, 'Anthropic list price, checked in November 2026'
FROM (VALUES
  ('claude-fable-5-2', 8000000, 40000000, 10000000, 16000000, 200000),
  ('claude-fable-5-1', 10000000, 50000000, 12500000, 20000000, 250000),
  ('claude-fable-5', 10000000, 50000000, 12500000, 20000000, 1000000),
  ('claude-opus-5-5', 4000000, 20000000, 5000000, 8000000, 200000),
  ('claude-opus-5', 5000000, 25000000, 6250000, 10000000, 500000),
  ('claude-opus-4-8', 5000000, 25000000, 6250000, 10000000, 500000),
  ('claude-opus-4-7', 5000000, 25000000, 6250000, 10000000, 500000),
  ('claude-opus-4-6', 5000000, 25000000, 6250000, 10000000, 500000),
  ('claude-opus-4-5', 5000000, 25000000, 6250000, 10000000, 500000),
  ('claude-sonnet-5-5', 2000000, 10000000, 2500000, 4000000, 200000),
  ('claude-sonnet-5', 2000000, 10000000, 2500000, 4000000, 200000),
  ('claude-sonnet-4-6', 3000000, 15000000, 3750000, 6000000, 300000),
  ('claude-sonnet-4-5', 3000000, 15000000, 3750000, 6000000, 300000),
  ('claude-haiku-4-5', 1000000, 5000000, 1250000, 2000000, 100000)
) AS list(model, i, o, w5, w1, r);
INSERT INTO "ModelPrice" ("id", "model", "validFrom", "input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead", "source")
VALUES ('prc_claude_sonnet_5_5_20261007', 'claude-sonnet-5-5', '2026-10-07T00:00:00Z', 2000000, 10000000, 2500000, 4000000, 100000,
  'Anthropic list price since 7 October 2026, checked in November 2026');
INSERT INTO "ModelPrice" ("id", "model", "validFrom", "input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead",
  "longAbove", "longInput", "longOutput", "longWrite5m", "longWrite1h", "longRead", "source")
VALUES ('prc_claude_haiku_5_5', 'claude-haiku-5-5', '2026-01-01T00:00:00Z', 100000, 500000, 125000, 200000, 10000,
  100000, 500000, 2500000, 625000, 1000000, 50000, 'Anthropic list price, checked in November 2026');
