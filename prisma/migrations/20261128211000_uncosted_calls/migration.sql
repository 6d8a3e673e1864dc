-- Calls that cost money and of which nobody knows how much: few, and estimates leave out the phases that have any.
CREATE INDEX "UsageRecord_uncosted" ON "UsageRecord" ("projectId", "phaseId")
  WHERE "costMicros" IS NULL AND "accountKind" IN ('api_key', 'subscription');
