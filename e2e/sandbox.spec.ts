import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { Installation } from "./fixtures/installation.ts";
import { expectDone } from "./fixtures/project.ts";
import { expect, setUp, test } from "./fixtures/test.ts";

const violations = async (page: Page) => {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
};

/** Every program that is on PATH now, but for bubblewrap. */
const programsWithoutBubblewrap = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-e2e-programs-"));
  const seen = new Set(["bwrap"]);
  for (const place of (process.env["PATH"] ?? "").split(path.delimiter)) {
    let names: string[] = [];
    try {
      names = readdirSync(place);
    } catch {
      // PATH may name folders that are not there.
    }
    for (const name of names) {
      if (!seen.has(name)) symlinkSync(path.join(place, name), path.join(folder, name));
      seen.add(name);
    }
  }
  return folder;
};

/** An installation of one test's own. */
const withInstallation = async (
  env: Readonly<Record<string, string>>,
  work: (installation: Installation) => Promise<void>,
): Promise<void> => {
  const installation = new Installation({ env });
  try {
    await installation.start();
    await work(installation);
  } finally {
    await installation.destroy();
  }
};

const banner = (page: Page) => page.getByRole("complementary", { name: "Warning" });

test("with a sandbox, the health page has every attempt to get out, and tries again on demand", async ({
  signedIn: page,
  installation,
}) => {
  await page.goto(`${installation.url}/health`);
  const section = page.getByRole("region", { name: "Sandbox" });
  const summary = section.getByText(/^(\d+) of \1 refused$/);
  await expect(summary).toBeVisible({ timeout: 60_000 });
  // One line while all is well.
  await expect(section.getByRole("table")).toBeHidden();
  await summary.click();
  const row = section.getByRole("row").filter({ hasText: "host-loopback" });
  await expect(row).toContainText("Refused");
  await expect(row).toContainText("Succeeds");
  expect(await violations(page)).toEqual([]);
  await expect(banner(page)).toHaveCount(0);

  const again = section.getByRole("button", { name: "Try it again" });
  await again.click();
  await expect(again).toHaveAttribute("aria-busy", "true");
  await expect(again).not.toHaveAttribute("aria-busy", "true", { timeout: 60_000 });
  await expect(summary).toBeVisible();
});

test("without bubblewrap, terminal and pages say what to install, and a sample runs and is marked", async ({
  page,
}) => {
  const programs = programsWithoutBubblewrap();
  await withInstallation({ PATH: programs }, async (installation) => {
    await test.step("the terminal", async () => {
      await expect.poll(() => installation.output()).toMatch(/Agents do not start: bubblewrap \(bwrap\) was not found/);
      expect(installation.output()).toMatch(/install (-\S )?bubblewrap/);
      expect(installation.output()).toContain("samples still run");
    });
    await test.step("the page after set-up", async () => {
      await setUp(page, installation);
      const finding = page.getByRole("listitem").filter({ has: page.getByText("Sandbox", { exact: true }) });
      await expect(finding.getByText("Missing", { exact: true })).toBeVisible();
      await expect(finding).toContainText("Install bubblewrap");
    });
    await test.step("the health page", async () => {
      await page.goto(`${installation.url}/health`);
      const section = page.getByRole("region", { name: "Sandbox" });
      await expect(section).toContainText("Agents do not start");
      await expect(section).toContainText("Install bubblewrap");
      await expect(section.getByRole("button", { name: "Try it again" })).toHaveCount(0);
      expect(await violations(page)).toEqual([]);
      expect((await page.request.get(`${installation.url}/api/health`)).status()).toBe(503);
    });
    await test.step("a sample runs, and its page says how", async () => {
      await page.goto(`${installation.url}/welcome`);
      await page.getByRole("button", { name: /^Run the sample Ladle/ }).click();
      await page.waitForURL(/\/projects\/\w+/);
      await expectDone(page);
      await expect(page.getByText("Ran without a sandbox", { exact: true })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await expect(banner(page)).toHaveCount(0);
    });
  });
  rmSync(programs, { recursive: true, force: true });
});

test("switched off on purpose, every page says so in red", async ({ page }) => {
  await withInstallation({ SPIRAL_UNSAFE_NO_SANDBOX: "1" }, async (installation) => {
    const link = await installation.setupLink();
    await expect.poll(() => installation.output()).toContain("THE SANDBOX IS SWITCHED OFF");
    await page.goto(link);
    await expect(banner(page)).toContainText("The sandbox is switched off");
    await setUp(page, installation);
    for (const where of ["/welcome", "/projects", "/projects/new", "/settings", "/health"]) {
      await page.goto(installation.url + where);
      await expect(banner(page)).toBeVisible();
      await expect(banner(page)).toBeInViewport({ ratio: 1 });
      expect(await violations(page), where).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.context().clearCookies();
    await page.goto(`${installation.url}/sign-in`);
    await expect(banner(page)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    const entries = await installation.database.prisma.auditEntry.findMany({
      where: { action: "sandbox.switched_off" },
    });
    expect(entries).toHaveLength(1);
  });
});
