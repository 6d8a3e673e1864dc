-- When a permission's answer has reached its run. Those that are there have, or are found by the call's own id.
ALTER TABLE "Ask" ADD COLUMN "deliveredAt" TIMESTAMPTZ(3);
UPDATE "Ask" SET "deliveredAt" = "answeredAt" WHERE "kind" = 'permission' AND "status" = 'ANSWERED';
