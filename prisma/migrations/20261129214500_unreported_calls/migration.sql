-- Calls whose cost is missing or too low, because what they used was not reported, or not to its end: for rollup and
-- pages the same. What is known to have used tokens of an unknown price is another thing (basis 'unpriced').
CREATE FUNCTION spiral_call_unreported(basis TEXT, outcome TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN basis = 'unknown' OR (basis IN ('priced', 'reported') AND outcome IN ('CUT', 'UNKNOWN'));

ALTER TABLE "UsageRollup" ADD COLUMN "unreported" INTEGER NOT NULL DEFAULT 0;

CREATE OR REPLACE FUNCTION spiral_roll_up_usage() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "UsageRollup" AS known
    ("bucket", "projectId", "ownerId", "phaseId", "role", "provider", "accountKind", "account", "model",
     "calls", "failed", "unpriced", "inputUncached", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output",
     "billedMicros", "equivalentMicros", "unreported")
  SELECT date_bin('15 minutes', "at", '2000-01-01T00:00:00Z'), "projectId", "ownerId", COALESCE("phaseId", ''),
    COALESCE("role", ''), "provider", "accountKind", "account", COALESCE("responseModel", "model"),
    count(*) FILTER (WHERE "kind" = 'CALL'),
    count(*) FILTER (WHERE "kind" = 'CALL' AND spiral_call_failed("outcome", "errorClass")),
    count(*) FILTER (WHERE "kind" = 'CALL' AND "basis" = 'unpriced'),
    sum("inputUncached"), sum("cacheRead"), sum("cacheWrite5m"), sum("cacheWrite1h"), sum("output"),
    COALESCE(sum("costMicros") FILTER (WHERE "billable"), 0),
    COALESCE(sum("costMicros") FILTER (WHERE NOT "billable"), 0),
    count(*) FILTER (WHERE "kind" = 'CALL' AND spiral_call_unreported("basis", "outcome"))
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
    "equivalentMicros" = known."equivalentMicros" + EXCLUDED."equivalentMicros",
    "unreported" = known."unreported" + EXCLUDED."unreported";
  RETURN NULL;
END
$$;

-- What is there already.
UPDATE "UsageRollup" r SET "unreported" = c."calls" FROM (
  SELECT date_bin('15 minutes', "at", '2000-01-01T00:00:00Z') AS "bucket", "projectId", "ownerId",
    COALESCE("phaseId", '') AS "phaseId", COALESCE("role", '') AS "role", "provider", "accountKind", "account",
    COALESCE("responseModel", "model") AS "model", count(*) AS "calls"
  FROM "UsageRecord" WHERE "kind" = 'CALL' AND spiral_call_unreported("basis", "outcome")
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) AS c
WHERE (r."bucket", r."projectId", r."ownerId", r."phaseId", r."role", r."provider", r."accountKind", r."account", r."model")
  = (c."bucket", c."projectId", c."ownerId", c."phaseId", c."role", c."provider", c."accountKind", c."account", c."model");
ALTER TABLE "UsageRollup" ALTER COLUMN "unreported" DROP DEFAULT;
