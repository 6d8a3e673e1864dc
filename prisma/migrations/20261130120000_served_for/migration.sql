-- In whose place another one of Claude's models works: only that one's answer is a way back.
ALTER TABLE "Project" ADD COLUMN "servedFor" TEXT;
