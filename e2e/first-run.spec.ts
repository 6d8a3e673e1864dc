import { readFile } from "node:fs/promises";
import { activity, expectWholeLog } from "./fixtures/activity.ts";
import { expectDone, statusLine } from "./fixtures/project.ts";
import { admin, expect, test } from "./fixtures/test.ts";

// The pace that a newcomer gets.
test.use({ installationOptions: { paceMs: 8 } });

test("a newcomer sets it up, runs the sample and takes the report home", async ({ fresh, page }) => {
  const link = await fresh.setupLink();

  await test.step("name, login and a password that is long enough", async () => {
    await page.goto(fresh.url);
    await expect(page.getByRole("heading", { name: "Open the setup link" })).toBeVisible();
    await page.goto(link);
    await expect(page.getByLabel("Name")).toBeFocused();
    // As browsers fill in what they remember: in the field, without a word to the page's script.
    await page.getByLabel("Name").evaluate((input: HTMLInputElement, name) => {
      input.value = name;
    }, admin.name);
    await page.getByLabel("Login").fill(admin.login);
    await page.getByLabel("Password", { exact: true }).fill("too short");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByText("At least 10 characters.", { exact: true })).toBeVisible();
    await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
    await page.getByLabel("Password", { exact: true }).fill(admin.password);
    await page.getByRole("button", { name: "Create account" }).click();
  });

  await test.step("what was found on this machine, each with a tick or the fix", async () => {
    await expect(page.getByRole("heading", { name: `Welcome, ${admin.name}` })).toBeVisible();
    const finding = (name: string) => page.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
    for (const name of ["Claude Code", "Git", "Database", "Disk", "Runner"]) {
      await expect(finding(name).getByText("Found", { exact: true })).toBeVisible();
    }
    await expect(finding("Account")).toContainText(/missing/i);
    await expect(finding("Account")).toContainText("Enter an Anthropic API key in Settings");
    await expect(finding("Ollama")).toContainText("Not found, optional");
  });

  await test.step("the sample begins, and says who plays the model", async () => {
    await page.getByRole("button", { name: /^Run the sample Ladle/ }).click();
    await page.waitForURL(/\/projects\/\w+/);
    await expect(page.getByText(/^Scripted model — a recording/)).toBeVisible();
    await expect(statusLine(page)).toContainText("Running");
    await expect(
      activity(page)
        .getByRole("heading", { name: /^Project Manager/ })
        .first(),
    ).toBeAttached();
  });
  const projectId = page.url().split("/").at(-1) ?? "";
  const phases = page.getByRole("region", { name: "Phases" });
  const first = phases.getByRole("region", { name: "First implementation" });
  const second = phases.getByRole("region", { name: "Refinement, round 2" });

  await test.step("in the second phase QA finds a defect and the Project Manager has it refined", async () => {
    await expect(first.getByText(/^1 of \d+ tests failed$/)).toBeVisible({ timeout: 60_000 });
    await expect(first.getByText("Refine", { exact: true })).toBeVisible();
    await expect(second.getByText("Instruction", { exact: true })).toBeVisible();
  });

  await test.step("the defect is repaired, the tests are green, the phase is accepted", async () => {
    await expectDone(page);
    await expect(page.getByText("2/2 phases")).toBeVisible();
    await phases.getByRole("button", { name: /^2 .* 1 refinement/ }).click();
    await first.getByRole("button", { name: /1 high/ }).click();
    await expect(first.getByText("src/format.js:", { exact: false })).toBeVisible();
    await expect(second.getByText(/^\d+ tests passed$/)).toBeVisible();
    await expect(second.getByText("Accepted", { exact: true })).toBeVisible();
  });

  await test.step("the activity has all of it", () => expectWholeLog(page, fresh, projectId));

  await test.step("the report is read and downloaded", async () => {
    await page.getByRole("tab", { name: "Report" }).click();
    await expect(page.getByRole("region", { name: "What was built" }).getByRole("listitem").first()).toBeVisible();
    await expect(page.getByRole("tabpanel").getByText(/Scripted model — a recording/)).toBeVisible();
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download Markdown" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/\.md$/);
    const markdown = await readFile(await download.path(), "utf8");
    expect(markdown).toMatch(/^# /);
    expect(markdown).toMatch(/scripted/i);
  });

  await test.step("the ledger has what the model has counted on its own side, to the token", async () => {
    await expect.poll(() => fresh.unbalanced()).toBeNull();
  });

  await test.step("the setup link is closed for good", async () => {
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "Spiral is set up" })).toBeVisible();
    await expect(page.getByLabel("Password", { exact: true })).toHaveCount(0);
  });
});
