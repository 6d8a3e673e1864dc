import type { Page } from "@playwright/test";
import { playOllama } from "../server/testing/played-ollama.ts";
import { activity } from "./fixtures/activity.ts";
import { call } from "./fixtures/call.ts";
import type { Installation } from "./fixtures/installation.ts";
import { playProvider, usedUp } from "./fixtures/played-provider.ts";
import {
  eventsOf,
  eventsOfType,
  expectDone,
  seedStory,
  startStory,
  statusLine,
  submitStory,
} from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

const local = "scripted-local:30b";
const prose = "scripted-local-prose:7b";
const brief = "Write a function that greets by name, with a test.";
const foot = (page: Page) => page.getByRole("complementary", { name: "Sidebar" });

/** Fills in the form of a new project and starts it. @returns its id */
const start = async (
  page: Page,
  { url }: Installation,
  options: { private?: boolean; plan?: boolean },
): Promise<string> => {
  await page.goto(`${url}/projects/new`);
  await page.getByRole("textbox", { name: "Brief" }).fill(brief);
  await page.getByText("Autonomous", { exact: true }).click();
  if (options.private === true) {
    await page.getByLabel("Keep it on this machine").check();
    await expect(page.getByText(`Runs on ${local} on this machine, and nowhere else.`)).toBeVisible();
    await expect(page.getByText("Package registries")).toHaveCount(0);
    await expectWellMade(page);
  }
  if (options.plan === true) await page.getByLabel("Show me the plan first").check();
  await page.getByRole("button", { name: /^Start project/ }).click();
  await page.waitForURL(/\/projects\/prj_/);
  return page.url().split("/").at(-1) ?? "";
};

test("local models are found, checked and pulled; private projects know no other; a limit is waited for, or not", async ({
  signedIn: page,
  installation,
}) => {
  test.setTimeout(420_000);
  await using claude = await playProvider({ paceMs: 0 });
  await using ollama = await playOllama({ scenario: "asks-permission" });
  ollama.scripted.forgetModel(prose);
  const { url } = installation;
  const key = { apiKey: "sk-ant-played-for-fallback", baseUrl: claude.url, privateAddress: true, untested: false };
  await call(page, installation, "providers.replaceKey", key);
  try {
    await test.step("servers and models", async () => {
      await page.goto(`${url}/settings/fallback`);
      // The environment's own server stands there, too, although nobody answers.
      await expect(page.getByText("http://127.0.0.1:9", { exact: true })).toBeVisible({ timeout: 60_000 });
      await expect(page.getByText("From OLLAMA_HOST", { exact: true })).toBeVisible();
      await page.getByLabel("Further Ollama servers").fill("not an address/");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await expect(page.getByText(/^Enter (an address|the server alone)/)).toBeVisible();
      // What the server has refused before is not said of what was typed since.
      await page.getByLabel("Further Ollama servers").fill(`${ollama.url}/v1`);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await expect(page.getByText("Enter the server alone: no user, no path.")).toBeVisible();
      await page.getByLabel("Further Ollama servers").fill(ollama.url);
      await page.getByLabel(/^Keep a local model loaded/).fill("60");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await expect(page.getByText("Local models saved")).toBeVisible();
      await expect(page.getByText(/^Ollama 0\.40\.0-scripted answers/)).toBeVisible({ timeout: 60_000 });
      await expect(page.getByText(/^Uses tools/)).toBeVisible({ timeout: 60_000 });
      await expect(page.getByText(`${local} stands in for Claude`)).toBeVisible();
      await expect(page.getByText("It cannot call tools, so it cannot work as a Developer.")).toBeVisible();
      await expect(foot(page).getByText("Ollama: 2 models")).toBeVisible({ timeout: 30_000 });
      await expectWellMade(page);

      const server = page.locator("div").filter({ hasText: ollama.url }).last();
      await expect(server).toBeVisible();
      await page.getByLabel(`Pull a model to ${ollama.url}`).fill(prose);
      await page.getByRole("button", { name: `Pull to ${ollama.url}` }).click();
      await expect(page.getByText("pulled", { exact: true })).toBeVisible({ timeout: 30_000 });
      // It is in the list by then.
      const row = page
        .locator("div")
        .filter({ hasText: new RegExp(`^${prose}.*Check tools$`) })
        .last();
      await expect(row).toBeVisible();
      await row.getByRole("button", { name: "Check tools" }).click();
      await expect(page.getByText(/^It writes tool calls into its text/)).toBeVisible({ timeout: 60_000 });
    });

    await test.step("a private project never asks Claude", async () => {
      const projectId = await start(page, installation, { private: true });
      await expectDone(page);
      await expect(page.getByText("Private", { exact: true })).toBeVisible();
      expect(claude.keys).toEqual([]);
      expect(await eventsOfType(installation, projectId, "provider.switched")).toEqual([]);
      await page.goto(`${url}/projects`);
      await expect(page.getByText("Private", { exact: true }).first()).toBeVisible();
      await page.goto(`${url}/projects/${projectId}`);
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("menuitem", { name: "No longer private…" }).click();
      await expect(page.getByRole("dialog", { name: "No longer private?" })).toContainText("Claude may work on it");
      await page.getByRole("button", { name: "Let it out" }).click();
      await expect(page.getByText("Private", { exact: true })).toHaveCount(0);
    });

    await test.step("with fallback off, a limit is waited for, and everybody sees until when", async () => {
      await page.goto(`${url}/settings/fallback`);
      await page.getByText("Wait for Claude", { exact: true }).click();
      await expect(page.getByText("Fallback saved")).toBeVisible();
      claude.fails = () => usedUp();
      await start(page, installation, { plan: true });
      await expect(statusLine(page)).toHaveText(/^Waiting for quota · resumes ([A-Z][a-z]{2} )?\d/, {
        timeout: 60_000,
      });
      await expect(foot(page).getByText(/^Claude at its limit until ([A-Z][a-z]{2} )?\d/)).toBeVisible({
        timeout: 30_000,
      });
      await expect(foot(page).getByText("Projects that need it wait")).toBeVisible();
      await expectWellMade(page);
    });

    const projectId = page.url().split("/").at(-1) ?? "";
    await test.step("one project goes local by hand, with its mark, and back to Claude", async () => {
      await expect(page.getByText("Nothing is lost.")).toContainText("The mode is “Wait for Claude”");
      // The log is there, to its end.
      await expect(
        activity(page)
          .getByText(/^Waiting for quota until/)
          .last(),
      ).toBeVisible();
      await expect(activity(page).getByText(/failed/)).toHaveCount(0);
      await expect(page.getByRole("button", { name: "Go on with a local model" })).toHaveCount(0);
      await call(page, installation, "fallback.update", { mode: "manual", wish: null });
      // No way is offered that leads nowhere.
      const models = { order: [], pinAtPercent: 60 };
      await call(page, installation, "localModels.update", { hosts: [], ...models });
      await page.reload();
      await expect(page.getByText("Nothing is lost.")).toBeVisible();
      await expect(foot(page).getByText("Projects that need it wait")).toBeVisible();
      await expect(page.getByRole("button", { name: "Go on with a local model" })).toHaveCount(0);
      await call(page, installation, "localModels.update", { hosts: [ollama.url], ...models });
      await page.reload();
      // Where a look came in between, the model is found and checked again first.
      await page.getByRole("button", { name: "Go on with a local model" }).click({ timeout: 120_000 });
      await expect(statusLine(page)).toHaveText(/^Needs you: approve the plan/, { timeout: 60_000 });
      await expect(page.getByText(`On ${local}`)).toBeVisible();
      await expect(activity(page).getByText(`Goes on with ${local}: somebody asked for it`)).toBeVisible();
      await page.goto(`${url}/projects`);
      await expect(page.getByText(`On ${local}`).first()).toBeVisible();
      await page.goto(`${url}/projects?view=list`);
      const row = page.getByRole("row").filter({ has: page.locator(`a[href="/projects/${projectId}"]`) });
      await expect(row.getByText(`On ${local}`)).toBeVisible();
      await page.goto(`${url}/projects/${projectId}`);

      claude.fails = null;
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("menuitem", { name: "Back to Claude" }).click();
      await page
        .getByRole("button", { name: /^Approve/ })
        .first()
        .click();
      await expectDone(page);
      await expect(activity(page).getByText(new RegExp(`^Back to .* after .* on ${local}`))).toBeVisible();
      expect(claude.keys.length).toBeGreaterThan(2);
      await page.getByRole("tab", { name: "Report" }).click();
      // In the header, and on the report.
      await expect(page.getByText("Partly on a local model")).toHaveCount(2);
      await expect(page.getByRole("region", { name: "Built on a local model" })).toContainText(
        /Plan: scripted-local:30b for .*, because somebody asked for it/,
      );
      await expectWellMade(page);
      await page.goto(`${url}/projects?view=list`);
      await expect(row.getByText("Partly on a local model")).toBeVisible();
      await expectWellMade(page);
    });

    await test.step("and all of them at once", async () => {
      await page.goto(`${url}/settings/fallback`);
      await page.getByRole("button", { name: "Go local now, all projects" }).click();
      await expect(foot(page).getByText(`Standing in: ${local}`)).toBeVisible({ timeout: 30_000 });
      await expect(page.getByText(/^Loaded, and kept in memory until/)).toBeVisible({ timeout: 60_000 });
      await expectWellMade(page);
      await page.getByRole("button", { name: "Back to Claude, all projects" }).click();
      await expect(foot(page).getByText(/Anthropic API/)).toBeVisible({ timeout: 30_000 });
    });
  } finally {
    await call(page, installation, "fallback.update", { mode: "auto", wish: null });
    await call(page, installation, "localModels.update", { hosts: [], order: [], pinAtPercent: 70 });
    await call(page, installation, "providers.removeKey", null);
    await installation.database.prisma.breaker.deleteMany();
  }
});

test("the sample about limits shows the switch and the way back, without any key", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "sample-limit", fallbackMode: "auto" });
  await expectDone(page);
  // Of a long log only what is in view exists: an event's own address leads to it.
  const events = await eventsOf(installation, projectId);
  const [there] = events.filter(({ payload }) => payload.type === "provider.switched");
  await page.goto(`${installation.url}/projects/${projectId}#e${there?.sequence}`);
  await expect(activity(page).getByText(`Goes on with ${local}: Claude's usage limit is reached`)).toBeVisible();
  const back = events.findLast(({ payload }) => payload.type === "provider.switched");
  await page.goto(`${installation.url}/projects/${projectId}#e${back?.sequence}`);
  await expect(activity(page).getByText(/^Back to .* after .*: Claude is asked again/)).toBeVisible();
  const phase = page.getByRole("listitem").filter({ hasText: "The library" }).first();
  await expect(phase.getByText(`on ${local}`)).toBeVisible();
  await page.getByRole("tab", { name: "Report" }).click();
  const built = page.getByRole("region", { name: "Built on a local model" });
  await expect(built).toContainText(
    /Phase 1, The library: scripted-local:30b for .*, because Claude's usage limit was reached/,
  );
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download Markdown" }).click(),
  ]);
  expect(
    await download.createReadStream().then((stream) => stream.toArray().then((parts) => parts.join(""))),
  ).toContain("## Built on a local model");
});

test("a conversation too long for the local model is handed over, and its phase redone with Claude by one click", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await seedStory(installation, { scenario: "long-history", fallbackMode: "auto" });
  await submitStory(page, installation, projectId);
  await page.goto(`${installation.url}/projects/${projectId}`);
  await expect(statusLine(page)).toHaveText(/^Needs you: decide/, { timeout: 120_000 });
  await expect(activity(page).getByText(/fresh session with a hand-over/)).toBeVisible();
  await expect(page.getByText(/worked here in Claude's place for/)).toBeVisible();
  await expectWellMade(page);
  await page.getByRole("button", { name: "Redo with Claude" }).click();
  await expect(page.getByText("Claude does phase 1 again")).toBeVisible();
  await expectDone(page);
  await expect(page.getByText(/worked here in Claude's place/)).toHaveCount(0);
  const starts = await eventsOfType(installation, projectId, "attempt.started");
  expect(starts.filter(({ operation }) => operation === "IMPLEMENT").at(-1)?.model).toBe("claude-scripted-1");
});
