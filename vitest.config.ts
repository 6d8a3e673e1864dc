import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";
import { guardOff } from "./scripts/guards/guard-off.ts";

export default defineConfig({
  plugins: [guardOff()],
  test: {
    include: ["server/**/*.test.ts", "components/**/*.test.ts", "scripts/**/*.test.ts"],
    environment: "node",
    globalSetup: ["server/testing/postgres.setup.ts"],
    env: {
      // No test may depend on, or write into, the data folder of the machine's own installation.
      SPIRAL_DATA_DIR: path.join(tmpdir(), "spiral-test-no-data-dir"),
      SPIRAL_SECRET_KEY: Buffer.alloc(32, 1).toString("base64"),
      SPIRAL_SCRIPTED_PACE_MS: "0",
      SPIRAL_LOG_LEVEL: "error",
    },
    retry: 0,
    testTimeout: 15_000,
    hookTimeout: 30_000,
    // What is waited for comes at once on a quiet machine; a busy one may be late.
    expect: { poll: { timeout: 10_000 } },
    // Two cores are the machine to be good on; each worker holds a database pool and may start real processes.
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
