-- How many requests each agent has in a project, and which run has taken one.
ALTER TABLE "Project" ADD COLUMN "requestLimits" JSONB NOT NULL
  DEFAULT '{"PROJECT_MANAGER": 75, "DEVELOPER": 100, "QUALITY_ASSURANCE": 50}';
ALTER TABLE "Run" ADD COLUMN "requestOf" TEXT;

-- What has been begun so far was a request like any other.
UPDATE "Run" SET "requestOf" = CASE
  WHEN "operation" IN ('PLAN', 'EVALUATE', 'REPORT') THEN 'PROJECT_MANAGER'
  WHEN "operation" = 'IMPLEMENT' THEN 'DEVELOPER'
  WHEN "operation" = 'REVIEW' THEN 'QUALITY_ASSURANCE'
END;
