-- How much of a window was used when: what its use at its end is forecast from, and what past forecasts are judged by.
CREATE TABLE "RateLimitSample" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "utilisation" DOUBLE PRECISION NOT NULL,
    "resetsAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RateLimitSample_pkey" PRIMARY KEY ("provider", "account", "name", "at"),
    CONSTRAINT "rate_limit_sample_share" CHECK ("utilisation" BETWEEN 0 AND 1)
);
