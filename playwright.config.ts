import { defineConfig, devices } from "@playwright/test";

// Set by scripts/test.ts, which finds or installs a browser; without it Playwright uses its own.
const executablePath = process.env["SPIRAL_BROWSER"];

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  // Every worker has an installation of its own; two cores are the machine to be good on.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  // Never what a test is about: a busy machine takes its time.
  timeout: 300_000,
  // Pages answer in a fraction of a second; with both cores busy they may be late.
  expect: { timeout: 30_000 },
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [
    ["list"],
    ["json", { outputFile: process.env["PLAYWRIGHT_JSON_OUTPUT_FILE"] ?? "test-results/playwright.json" }],
  ],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1360, height: 900 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    // A page that is looked at (contrast, screenshots) is not halfway between two colours.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      ...(executablePath !== undefined && { executablePath }),
      args: process.getuid?.() === 0 ? ["--no-sandbox", "--disable-dev-shm-usage"] : ["--disable-dev-shm-usage"],
    },
  },
});
