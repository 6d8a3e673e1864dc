-- AlterTable
ALTER TABLE "AgentSession" ADD COLUMN "handOverOf" TEXT;
