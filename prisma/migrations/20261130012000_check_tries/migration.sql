-- Checks in a row that ended without an answer of the model's: the next one is made later each time.
ALTER TABLE "OllamaModel" ADD COLUMN "checkTries" INTEGER NOT NULL DEFAULT 0;
UPDATE "OllamaModel" SET "checkTries" = 1
WHERE "checkOutcome" = 'failed' AND "checkReason" IN ('timeout', 'throttled', 'overloaded');
