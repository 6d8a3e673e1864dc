-- AlterTable
ALTER TABLE "OllamaModel" ADD COLUMN "pinnedUntil" TIMESTAMPTZ(3),
ADD COLUMN "pinRenewedAt" TIMESTAMPTZ(3),
ADD COLUMN "pinError" TEXT;
