-- In whose place another one of Claude's models works: only these models' answers are a way back.
ALTER TABLE "Project" ADD COLUMN "servedFor" TEXT[] DEFAULT ARRAY[]::TEXT[];
