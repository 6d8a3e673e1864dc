-- What is known and chosen of a project beside its brief (R2-R5): see schema.prisma.
ALTER TABLE "Project"
ADD COLUMN "language" TEXT,
ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'build',
ADD COLUMN "complexity" TEXT NOT NULL DEFAULT 'medium',
ADD COLUMN "assessment" JSONB,
ADD COLUMN "importance" INTEGER NOT NULL DEFAULT 5,
ADD COLUMN "urgency" INTEGER NOT NULL DEFAULT 5,
ADD COLUMN "maxAssignments" INTEGER NOT NULL DEFAULT 10,
ADD COLUMN "models" JSONB;

-- Projects from before had no limit: theirs is the widest, so that none of them is stopped by surprise.
UPDATE "Project" SET "maxAssignments" = 60;

ALTER TABLE "Project"
ADD CONSTRAINT "project_scales" CHECK ("importance" BETWEEN 1 AND 10 AND "urgency" BETWEEN 1 AND 10 AND "maxAssignments" >= 1);
