-- Tools that agents build: what is built for a request, versions whose content a person has accepted, and their calls.

ALTER TABLE "Project" ADD COLUMN "buildsRequestId" TEXT;
CREATE INDEX "Project_buildsRequestId_idx" ON "Project"("buildsRequestId");

CREATE TYPE "ToolVersionStatus" AS ENUM ('PROPOSED', 'ACCEPTED', 'REFUSED', 'WITHDRAWN');

CREATE TABLE "Tool" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "projectId" TEXT,
    "agents" JSONB NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Tool_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "Tool" ADD CONSTRAINT "Tool_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- One tool of a name in a place: a project, or all of them.
CREATE UNIQUE INDEX "one_tool_of_a_name" ON "Tool"("name", COALESCE("projectId", '')) WHERE "removedAt" IS NULL;

CREATE TABLE "ToolVersion" (
    "id" TEXT NOT NULL,
    "toolId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "status" "ToolVersionStatus" NOT NULL DEFAULT 'PROPOSED',
    "requestId" TEXT,
    "buildProjectId" TEXT,
    "cycle" INTEGER NOT NULL DEFAULT 1,
    "runId" TEXT,
    "hash" TEXT NOT NULL,
    "manifest" JSONB NOT NULL,
    "files" JSONB NOT NULL,
    "checks" JSONB NOT NULL,
    "archive" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedAt" TIMESTAMPTZ(3),
    "decidedById" TEXT,
    "reason" TEXT,

    CONSTRAINT "ToolVersion_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "ToolVersion" ADD CONSTRAINT "ToolVersion_toolId_fkey" FOREIGN KEY ("toolId") REFERENCES "Tool"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE UNIQUE INDEX "ToolVersion_toolId_number_key" ON "ToolVersion"("toolId", "number");
CREATE INDEX "ToolVersion_buildProjectId_idx" ON "ToolVersion"("buildProjectId");

-- What was proposed is what is accepted: of a version only its fate changes.
CREATE FUNCTION spiral_tool_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW."toolId", NEW."number", NEW."hash", NEW."manifest", NEW."files", NEW."archive")
       IS DISTINCT FROM (OLD."toolId", OLD."number", OLD."hash", OLD."manifest", OLD."files", OLD."archive") THEN
        RAISE EXCEPTION 'The content of a tool''s version never changes.';
    END IF;
    IF OLD."status" <> 'PROPOSED' AND NEW."status" <> OLD."status" THEN
        RAISE EXCEPTION 'A tool''s version is decided once.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "tool_version_is_final" BEFORE UPDATE ON "ToolVersion"
    FOR EACH ROW EXECUTE FUNCTION spiral_tool_version_is_final();

CREATE TABLE "ToolUse" (
    "id" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "toolUseId" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "detail" TEXT,
    "durationMs" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ToolUse_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "ToolUse" ADD CONSTRAINT "ToolUse_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "ToolVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ToolUse" ADD CONSTRAINT "ToolUse_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "ToolUse_versionId_at_idx" ON "ToolUse"("versionId", "at");
CREATE INDEX "ToolUse_runId_idx" ON "ToolUse"("runId");
