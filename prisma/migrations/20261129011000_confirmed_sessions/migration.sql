-- When the password was last entered in a session; of those that are there, when they began.
ALTER TABLE "Session" ADD COLUMN "confirmedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
UPDATE "Session" SET "confirmedAt" = "createdAt";
