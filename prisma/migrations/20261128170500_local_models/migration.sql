-- CreateTable
CREATE TABLE "OllamaHost" (
    "url" TEXT NOT NULL,
    "version" TEXT,
    "error" JSONB,
    "lookedAt" TIMESTAMPTZ(3) NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OllamaHost_pkey" PRIMARY KEY ("url")
);

-- CreateTable
CREATE TABLE "OllamaModel" (
    "hostUrl" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "parameterSize" TEXT,
    "quantization" TEXT,
    "capabilities" TEXT[],
    "contextLength" INTEGER,
    "loadedContext" INTEGER,
    "vramBytes" BIGINT,
    "checkAskedAt" TIMESTAMPTZ(3),
    "checkedDigest" TEXT,
    "checkedAt" TIMESTAMPTZ(3),
    "checkOutcome" TEXT,
    "checkReason" TEXT,
    "checkDetail" TEXT,
    "checkDurationMs" INTEGER,

    CONSTRAINT "OllamaModel_pkey" PRIMARY KEY ("hostUrl","name")
);

-- CreateTable
CREATE TABLE "ModelPull" (
    "id" TEXT NOT NULL,
    "hostUrl" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "completedBytes" BIGINT,
    "totalBytes" BIGINT,
    "error" TEXT,
    "askedById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ModelPull_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "OllamaModel" ADD CONSTRAINT "OllamaModel_hostUrl_fkey" FOREIGN KEY ("hostUrl") REFERENCES "OllamaHost"("url") ON DELETE CASCADE ON UPDATE CASCADE;

-- ── What Prisma's schema cannot express ────────────────────────────────────────────────────────────────────

-- A model is pulled to a host once at a time, however often it is asked for.
CREATE UNIQUE INDEX "one_open_pull" ON "ModelPull"("hostUrl", "model") WHERE "endedAt" IS NULL;
