-- AlterTable
ALTER TABLE "Phase" ADD COLUMN "provider" TEXT;

-- ── What Prisma's schema cannot express ────────────────────────────────────────────────────────────────────

ALTER TABLE "Phase" ADD CONSTRAINT "phase_providers" CHECK ("provider" IN ('claude', 'local'));
