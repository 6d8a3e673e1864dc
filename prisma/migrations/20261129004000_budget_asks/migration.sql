-- Whoever waits for a budget has an ask of its own from now on. Those that have come to wait before try once more: the
-- next call is refused like the last one, and opens it.
UPDATE "Run" SET "status" = 'QUEUED' WHERE "status" = 'WAITING' AND "projectId" IN (
  SELECT "id" FROM "Project" WHERE "status" = 'WAITING' AND "hold"->>'reason' = 'budget');
UPDATE "Project" SET "status" = "heldFrom", "heldFrom" = NULL, "hold" = NULL
  WHERE "status" = 'WAITING' AND "hold"->>'reason' = 'budget';
