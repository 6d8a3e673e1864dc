-- Budgets, what was spent against them, and what calls in flight may still cost.

CREATE TABLE "Budget" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL DEFAULT '',
    "period" TEXT NOT NULL,
    "limitMicros" BIGINT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedById" TEXT,

    CONSTRAINT "Budget_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "budget_is_positive" CHECK ("limitMicros" > 0),
    -- The kinds that there are: a project's is for all its time, the others are for a day or a month.
    CONSTRAINT "budget_kind" CHECK (
      ("scope" = 'PROJECT' AND "subjectId" <> '' AND "period" = 'TOTAL')
      OR ("scope" = 'USER' AND "subjectId" <> '' AND "period" IN ('DAY', 'MONTH'))
      OR ("scope" = 'INSTALLATION' AND "subjectId" = '' AND "period" IN ('DAY', 'MONTH')))
);
CREATE UNIQUE INDEX "Budget_scope_subjectId_period_key" ON "Budget"("scope", "subjectId", "period");

-- A safe default from the first start: 50 dollars a day and 500 a month for the whole installation.
INSERT INTO "Budget" ("id", "scope", "period", "limitMicros") VALUES
  ('bud_installation_day', 'INSTALLATION', 'DAY', 50000000),
  ('bud_installation_month', 'INSTALLATION', 'MONTH', 500000000);

CREATE TABLE "Spend" (
    "scope" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "startsOn" DATE NOT NULL,
    "spentMicros" BIGINT NOT NULL DEFAULT 0,
    "reservedMicros" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "Spend_pkey" PRIMARY KEY ("scope", "subjectId", "period", "startsOn"),
    CONSTRAINT "spend_not_negative" CHECK ("reservedMicros" >= 0)
);

CREATE TABLE "Reservation" (
    "callId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "month" DATE NOT NULL,
    "micros" BIGINT NOT NULL,
    "promptRate" BIGINT NOT NULL,
    "outputRate" BIGINT NOT NULL,
    "assumedPrice" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settledMicros" BIGINT,
    "settledAt" TIMESTAMPTZ(3),
    "settledAs" TEXT,

    CONSTRAINT "Reservation_pkey" PRIMARY KEY ("callId"),
    CONSTRAINT "reservation_not_negative" CHECK ("micros" >= 0)
);
CREATE INDEX "Reservation_projectId_idx" ON "Reservation"("projectId");

-- What a call counts in. One order everywhere: whoever locks these rows locks them in this one.
CREATE FUNCTION spiral_spend_keys(p_project TEXT, p_owner TEXT, p_day DATE, p_month DATE)
RETURNS TABLE ("scope" TEXT, "subjectId" TEXT, "period" TEXT, "startsOn" DATE) LANGUAGE sql IMMUTABLE AS $$
  SELECT * FROM (VALUES
    ('INSTALLATION', '', 'DAY', p_day),
    ('INSTALLATION', '', 'MONTH', p_month),
    ('PROJECT', p_project, 'TOTAL', DATE '1970-01-01'),
    ('USER', p_owner, 'DAY', p_day),
    ('USER', p_owner, 'MONTH', p_month)) AS keys
$$;

-- Holds a call's worst case against every budget that it counts in, or against none of them. A call may begin while
-- what is spent and held leaves room in each; so no budget is ever exceeded by more than one call's reservation.
-- Returns the budgets without room; no row: the call may be made.
CREATE FUNCTION spiral_reserve(
  p_call TEXT, p_project TEXT, p_owner TEXT, p_day DATE, p_month DATE,
  p_micros BIGINT, p_prompt_rate BIGINT, p_output_rate BIGINT, p_assumed BOOLEAN)
RETURNS TABLE ("scope" TEXT, "subjectId" TEXT, "period" TEXT, "startsOn" DATE, "limitMicros" BIGINT, "spentMicros" BIGINT, "reservedMicros" BIGINT)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  INSERT INTO "Spend" ("scope", "subjectId", "period", "startsOn")
  SELECT k."scope", k."subjectId", k."period", k."startsOn" FROM spiral_spend_keys(p_project, p_owner, p_day, p_month) k
  ON CONFLICT DO NOTHING;

  PERFORM 1 FROM "Spend" s JOIN spiral_spend_keys(p_project, p_owner, p_day, p_month) k
    USING ("scope", "subjectId", "period", "startsOn")
  ORDER BY s."scope", s."subjectId", s."period" FOR UPDATE OF s;

  RETURN QUERY
    SELECT s."scope", s."subjectId", s."period", s."startsOn", b."limitMicros", s."spentMicros", s."reservedMicros"
    FROM "Spend" s
    JOIN spiral_spend_keys(p_project, p_owner, p_day, p_month) k USING ("scope", "subjectId", "period", "startsOn")
    JOIN "Budget" b ON b."scope" = s."scope" AND b."subjectId" = s."subjectId" AND b."period" = s."period"
    WHERE s."spentMicros" + s."reservedMicros" >= b."limitMicros"
    ORDER BY s."spentMicros" < b."limitMicros", s."scope" DESC;
  IF FOUND THEN
    RETURN;
  END IF;

  UPDATE "Spend" s SET "reservedMicros" = s."reservedMicros" + p_micros
  FROM spiral_spend_keys(p_project, p_owner, p_day, p_month) k
  WHERE s."scope" = k."scope" AND s."subjectId" = k."subjectId" AND s."period" = k."period" AND s."startsOn" = k."startsOn";
  INSERT INTO "Reservation" ("callId", "projectId", "ownerId", "day", "month", "micros", "promptRate", "outputRate", "assumedPrice")
  VALUES (p_call, p_project, p_owner, p_day, p_month, p_micros, p_prompt_rate, p_output_rate, p_assumed);
END
$$;

-- The ledger's row settles the reservation of the same key, in the same transaction, whoever writes it: a call is
-- never counted twice and never forgotten. What was never reported counts at its worst case; a model without a price
-- at the rates that its reservation was made with; a correction puts the ledger's sum in the place of either.
CREATE FUNCTION spiral_settle_reservation() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  held "Reservation";
  actual BIGINT;
  was TEXT;
BEGIN
  IF NEW."kind" = 'CORRECTION' THEN
    SELECT r.* INTO held FROM "Reservation" r JOIN "UsageRecord" u ON u."key" = r."callId"
    WHERE u."id" = NEW."correctsId" FOR UPDATE OF r;
    IF NOT FOUND OR held."settledMicros" IS NULL THEN
      RETURN NULL;
    END IF;
    SELECT COALESCE(sum(u."costMicros"), 0) INTO actual FROM "UsageRecord" u
    WHERE u."id" = NEW."correctsId" OR u."correctsId" = NEW."correctsId";
    was := 'REPORTED';
  ELSE
    SELECT r.* INTO held FROM "Reservation" r WHERE r."callId" = NEW."key" FOR UPDATE;
    IF NOT FOUND OR held."settledMicros" IS NOT NULL THEN
      RETURN NULL;
    END IF;
    IF NEW."outcome" = 'UNKNOWN' OR NEW."basis" = 'unknown' THEN
      actual := GREATEST(held."micros", COALESCE(NEW."costMicros", 0));
      was := 'WORST_CASE';
    ELSIF NEW."costMicros" IS NOT NULL THEN
      actual := NEW."costMicros";
      was := 'REPORTED';
    ELSE
      actual := ceil((
        (NEW."inputUncached"::numeric + NEW."cacheRead" + NEW."cacheWrite5m" + NEW."cacheWrite1h") * held."promptRate"
        + NEW."output"::numeric * held."outputRate") / 1000000);
      was := CASE WHEN actual = 0 THEN 'REPORTED' ELSE 'ASSUMED_PRICE' END;
    END IF;
  END IF;

  PERFORM 1 FROM "Spend" s
  JOIN spiral_spend_keys(held."projectId", held."ownerId", held."day", held."month") k USING ("scope", "subjectId", "period", "startsOn")
  ORDER BY s."scope", s."subjectId", s."period" FOR UPDATE OF s;
  UPDATE "Spend" s SET
    "reservedMicros" = s."reservedMicros" - CASE WHEN held."settledMicros" IS NULL THEN held."micros" ELSE 0 END,
    "spentMicros" = s."spentMicros" + actual - COALESCE(held."settledMicros", 0)
  FROM spiral_spend_keys(held."projectId", held."ownerId", held."day", held."month") k
  WHERE s."scope" = k."scope" AND s."subjectId" = k."subjectId" AND s."period" = k."period" AND s."startsOn" = k."startsOn";
  UPDATE "Reservation" SET "settledMicros" = actual, "settledAt" = clock_timestamp(), "settledAs" = was
  WHERE "callId" = held."callId";
  RETURN NULL;
END
$$;
CREATE TRIGGER "usage_settles_reservation" AFTER INSERT ON "UsageRecord" FOR EACH ROW EXECUTE FUNCTION spiral_settle_reservation();

-- ── Alerts and the webhook ─────────────────────────────────────────────────────────────────────────────────

CREATE TABLE "Alert" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "projectId" TEXT,
    "userId" TEXT,
    "detail" JSONB NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolvedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Alert_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Alert_openedAt_idx" ON "Alert"("openedAt");
-- Once each: what is open cannot be opened again.
CREATE UNIQUE INDEX "one_open_alert" ON "Alert"("kind", "subject") WHERE "resolvedAt" IS NULL;

CREATE TABLE "AlertReading" (
    "userId" TEXT NOT NULL,
    "readAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AlertReading_pkey" PRIMARY KEY ("userId")
);

CREATE TABLE "WebhookDelivery" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "httpStatus" INTEGER,
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "WebhookDelivery_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "WebhookDelivery_createdAt_idx" ON "WebhookDelivery"("createdAt");
CREATE INDEX "WebhookDelivery_due" ON "WebhookDelivery"("nextAttemptAt") WHERE "status" = 'PENDING';
