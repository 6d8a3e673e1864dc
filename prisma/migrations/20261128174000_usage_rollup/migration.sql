-- The ledger summed up in quarters of an hour, kept with every insert, so that the usage page is quick over millions of
-- calls; a fixed sample of the calls for percentiles, which cannot be summed; what providers last said of their limits.

-- A quarter, because the offsets of all time zones are multiples of one: days and hours of every zone can be put together.
CREATE TABLE "UsageRollup" (
    "bucket" TIMESTAMPTZ(0) NOT NULL,
    "projectId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "phaseId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "accountKind" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "unpriced" INTEGER NOT NULL,
    "inputUncached" BIGINT NOT NULL,
    "cacheRead" BIGINT NOT NULL,
    "cacheWrite5m" BIGINT NOT NULL,
    "cacheWrite1h" BIGINT NOT NULL,
    "output" BIGINT NOT NULL,
    "billedMicros" BIGINT NOT NULL,
    "equivalentMicros" BIGINT NOT NULL,

    CONSTRAINT "UsageRollup_pkey" PRIMARY KEY ("bucket", "projectId", "ownerId", "phaseId", "role", "provider", "accountKind", "account", "model")
);
CREATE INDEX "UsageRollup_projectId_bucket_idx" ON "UsageRollup"("projectId", "bucket");
CREATE INDEX "UsageRollup_ownerId_bucket_idx" ON "UsageRollup"("ownerId", "bucket");
CREATE INDEX "UsageRollup_phaseId_idx" ON "UsageRollup"("phaseId");

-- Whether a call went wrong: for rollup, pages and alerts the same.
CREATE FUNCTION spiral_call_failed(outcome TEXT, error_class TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN outcome = 'FAILED' OR error_class IS NOT NULL;

-- One statement for all rows of an insert, in the key's order, so that two inserts never wait for each other in a circle.
CREATE FUNCTION spiral_roll_up_usage() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "UsageRollup" AS known
    ("bucket", "projectId", "ownerId", "phaseId", "role", "provider", "accountKind", "account", "model",
     "calls", "failed", "unpriced", "inputUncached", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output",
     "billedMicros", "equivalentMicros")
  SELECT date_bin('15 minutes', "at", '2000-01-01T00:00:00Z'), "projectId", "ownerId", COALESCE("phaseId", ''),
    COALESCE("role", ''), "provider", "accountKind", "account", COALESCE("responseModel", "model"),
    count(*) FILTER (WHERE "kind" = 'CALL'),
    count(*) FILTER (WHERE "kind" = 'CALL' AND spiral_call_failed("outcome", "errorClass")),
    count(*) FILTER (WHERE "kind" = 'CALL' AND "basis" = 'unpriced'),
    sum("inputUncached"), sum("cacheRead"), sum("cacheWrite5m"), sum("cacheWrite1h"), sum("output"),
    COALESCE(sum("costMicros") FILTER (WHERE "billable"), 0),
    COALESCE(sum("costMicros") FILTER (WHERE NOT "billable"), 0)
  FROM added
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ON CONFLICT ("bucket", "projectId", "ownerId", "phaseId", "role", "provider", "accountKind", "account", "model") DO UPDATE SET
    "calls" = known."calls" + EXCLUDED."calls",
    "failed" = known."failed" + EXCLUDED."failed",
    "unpriced" = known."unpriced" + EXCLUDED."unpriced",
    "inputUncached" = known."inputUncached" + EXCLUDED."inputUncached",
    "cacheRead" = known."cacheRead" + EXCLUDED."cacheRead",
    "cacheWrite5m" = known."cacheWrite5m" + EXCLUDED."cacheWrite5m",
    "cacheWrite1h" = known."cacheWrite1h" + EXCLUDED."cacheWrite1h",
    "output" = known."output" + EXCLUDED."output",
    "billedMicros" = known."billedMicros" + EXCLUDED."billedMicros",
    "equivalentMicros" = known."equivalentMicros" + EXCLUDED."equivalentMicros";
  RETURN NULL;
END
$$;

-- What is there already.
INSERT INTO "UsageRollup"
SELECT date_bin('15 minutes', "at", '2000-01-01T00:00:00Z'), "projectId", "ownerId", COALESCE("phaseId", ''),
  COALESCE("role", ''), "provider", "accountKind", "account", COALESCE("responseModel", "model"),
  count(*) FILTER (WHERE "kind" = 'CALL'),
  count(*) FILTER (WHERE "kind" = 'CALL' AND spiral_call_failed("outcome", "errorClass")),
  count(*) FILTER (WHERE "kind" = 'CALL' AND "basis" = 'unpriced'),
  sum("inputUncached"), sum("cacheRead"), sum("cacheWrite5m"), sum("cacheWrite1h"), sum("output"),
  COALESCE(sum("costMicros") FILTER (WHERE "billable"), 0),
  COALESCE(sum("costMicros") FILTER (WHERE NOT "billable"), 0)
FROM "UsageRecord"
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;

CREATE TRIGGER "usage_rollup" AFTER INSERT ON "UsageRecord" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION spiral_roll_up_usage();

-- Half of all calls have level 0, a quarter level 1, and so on up to 12: the calls from a level on are a fixed sample,
-- chosen by the hash of their ids, and the index finds exactly those of a period.
CREATE FUNCTION spiral_sample_level(id TEXT) RETURNS SMALLINT LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (COALESCE(NULLIF(position(B'1' IN (hashtext(id) & 4095)::bit(12)), 0), 13) - 1)::smallint;
-- It has all that latency is asked by, so that the calls themselves need not be read.
CREATE INDEX "UsageRecord_sample" ON "UsageRecord" (spiral_sample_level("id"), "at")
  INCLUDE ("id", "projectId", "ownerId", "phaseId", "role", "provider", "model", "responseModel", "durationMs", "firstTokenMs")
  WHERE "kind" = 'CALL' AND "outcome" = 'COMPLETED' AND spiral_sample_level("id") >= 1;

-- Switches are few among many calls.
CREATE INDEX "UsageRecord_fallbacks" ON "UsageRecord" ("at") WHERE "fallbackOf" IS NOT NULL;

CREATE TABLE "RateLimitWindow" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "accountKind" TEXT NOT NULL,
    "status" TEXT,
    "utilisation" DOUBLE PRECISION,
    "limit" BIGINT,
    "remaining" BIGINT,
    "resetsAt" TIMESTAMPTZ(3),
    "source" TEXT NOT NULL,
    "reportedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RateLimitWindow_pkey" PRIMARY KEY ("provider", "account", "name"),
    CONSTRAINT "rate_limit_share" CHECK ("utilisation" BETWEEN 0 AND 1)
);
