-- What metrics are made of, summed up to a moment: so that reading them looks only at what was written since.
CREATE TABLE "MetricsSnapshot" (
    "id" TEXT NOT NULL,
    "upTo" TIMESTAMPTZ(3) NOT NULL,
    "sums" JSONB NOT NULL,

    CONSTRAINT "MetricsSnapshot_pkey" PRIMARY KEY ("id")
);

-- The ledger only grows at its end, so the tiny kind of index finds what is new.
CREATE INDEX "UsageRecord_written" ON "UsageRecord" USING brin ("writtenAt") WITH (autosummarize = on);
