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
    // Nothing is timed by tests (bench/ does that): a limit only ends what hangs, and a busy machine may be late.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // Two cores are the machine to be good on; each worker holds a database pool and may start real processes.
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
