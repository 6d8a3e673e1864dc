import type { Page } from "@playwright/test";
import { activity, expectWholeLog } from "./fixtures/activity.ts";
import { layLine } from "./fixtures/line.ts";
import { openProject, startStory, expectDone } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";

// Sentences take their time, so that something can come in between.
test.use({ installationOptions: { paceMs: 60 } });

/** The event streams that a tab has opened so far. */
const streamsOf = (page: Page): readonly string[] => {
  const streams: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/trpc/live.stream")) streams.push(request.url());
  });
  return streams;
};

/** How many of the Developer's forty thoughts a page shows so far. */
const thoughts = (page: Page) => activity(page).getByText(/^Thought \d+:/);

test("whatever happens to the line, the page shows all of it once", async ({
  signedIn: page,
  context,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "slow" });
  await using line = await layLine(installation.url);
  await openProject(page, line, projectId);

  await test.step("text is seen growing", async () => {
    await expect(thoughts(page).nth(1)).toBeAttached({ timeout: 30_000 });
    await expect(activity(page).getByText("Still writing")).toHaveCount(1);
    const before = await thoughts(page).count();
    await expect.poll(() => thoughts(page).count()).toBeGreaterThan(before);
  });

  await test.step("a reload in mid-sentence shows the sentence so far, and goes on", async () => {
    const before = await thoughts(page).count();
    await page.reload();
    await expect(thoughts(page).first()).toBeAttached();
    expect(await thoughts(page).count()).toBeGreaterThanOrEqual(before);
    await expect(activity(page).getByText("Still writing")).toHaveCount(1);
    await expect(thoughts(page).filter({ hasText: "Thought 1:" })).toHaveCount(1);
  });

  const second = await context.newPage();
  const streams = streamsOf(second);
  await test.step("a second tab shows the same by the same stream", async () => {
    await openProject(second, line, projectId);
    await expect(thoughts(second).first()).toBeAttached();
    const before = await thoughts(second).count();
    await expect.poll(() => thoughts(second).count()).toBeGreaterThan(before);
    expect(streams).toEqual([]);
  });

  await test.step("a lost connection is said, and made up for", async () => {
    line.cut();
    await expect(page.getByText("Reconnecting…")).toBeVisible();
    await expect(second.getByText("Reconnecting…")).toBeVisible();
    const before = await thoughts(page).count();
    line.mend();
    await expect.poll(() => thoughts(page).count()).toBeGreaterThan(before);
    await expect(page.getByText("Reconnecting…")).toBeHidden();
  });

  await test.step("a web server that was killed comes back, and the page with it", async () => {
    installation.kill("scripts/web.ts");
    await expect(page.getByLabel("Output so far", { exact: true })).toContainText("tick 4", { timeout: 40_000 });
    await expect(second.getByLabel("Output so far", { exact: true })).toContainText("tick 4");
  });

  await test.step("shell output is seen growing", async () => {
    await expect(page.getByLabel("Output so far", { exact: true })).toContainText("tick 8");
    await expect(activity(page).getByRole("button", { name: /running$/ })).toBeVisible();
  });

  await test.step("the first tab closes, and the other carries on by a stream of its own", async () => {
    expect(streams).toEqual([]);
    await page.close();
    await expect(second.getByLabel("Output so far", { exact: true })).toContainText("tick 20");
    expect(streams).toHaveLength(1);
  });

  await expectDone(second);
  await expectWholeLog(second, installation, projectId);
  await second.getByRole("searchbox", { name: "Search the activity" }).fill("Thought 40:");
  await expect(thoughts(second)).toHaveCount(40);
  await second.reload();
  await expectWholeLog(second, installation, projectId);
});
