-- In whose place another one of Claude's models works: only these agents' and models' answers are a way back.
ALTER TABLE "Project" ADD COLUMN "servedFor" JSONB NOT NULL DEFAULT '[]';
