import type { BrowserContext, Page, Request } from "@playwright/test";
import { activity, expectWholeLog } from "./fixtures/activity.ts";
import { openProject, startStory, statusLine } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";

// Sentences take their time, so that something can come in between.
test.use({ installationOptions: { paceMs: 25 } });
test.setTimeout(150_000);

/** The event streams that a browser has open, over all of its tabs. */
const openStreams = (context: BrowserContext): ReadonlySet<Request> => {
  const open = new Set<Request>();
  context.on("request", (request) => {
    if (request.url().includes("/api/trpc/live.stream")) open.add(request);
  });
  for (const event of ["requestfinished", "requestfailed"] as const) {
    context.on(event, (request) => void open.delete(request));
  }
  return open;
};

/** How many of the Developer's forty thoughts a page shows so far. */
const thoughts = (page: Page) => activity(page).getByText(/^Thought \d+:/);

test("whatever happens to the line, the page shows all of it once", async ({ signedIn: page, context, installation }) => {
  const streams = openStreams(context);
  const projectId = await startStory(page, installation, { scenario: "slow" });

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
  await test.step("a second tab shows the same by the same stream", async () => {
    await openProject(second, installation, projectId);
    await expect(thoughts(second).first()).toBeAttached();
    const before = await thoughts(second).count();
    await expect.poll(() => thoughts(second).count()).toBeGreaterThan(before);
    await expect.poll(() => streams.size).toBe(1);
  });

  await test.step("a lost connection is said, and made up for", async () => {
    await context.setOffline(true);
    await expect(page.getByText("Reconnecting…")).toBeVisible();
    const before = await thoughts(page).count();
    await context.setOffline(false);
    await expect.poll(() => thoughts(page).count()).toBeGreaterThan(before);
    await expect(page.getByText("Reconnecting…")).toBeHidden();
  });

  await test.step("a web server that was killed comes back, and the page with it", async () => {
    installation.kill("scripts/web.ts");
    await expect(page.getByRole("region", { name: "Output so far" })).toContainText("tick 4", { timeout: 40_000 });
    await expect(second.getByRole("region", { name: "Output so far" })).toContainText("tick 4");
  });

  await test.step("shell output is seen growing", async () => {
    await expect(page.getByRole("region", { name: "Output so far" })).toContainText("tick 8");
    await expect(activity(page).getByRole("button", { name: /running$/ })).toBeVisible();
  });

  await test.step("the first tab closes, and the other carries on", async () => {
    await page.close();
    await expect(second.getByRole("region", { name: "Output so far" })).toContainText("tick 20");
    await expect.poll(() => streams.size).toBe(1);
  });

  await expect(statusLine(second)).toHaveText(/Done/, { timeout: 40_000 });
  await expectWholeLog(second, installation, projectId);
  await second.reload();
  await expect(thoughts(second)).toHaveCount(40);
  await expectWholeLog(second, installation, projectId);
});

test("tool calls open, the Developer's list is kept, a link leads to its event", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "sample-build" });
  const list = page.getByRole("region", { name: "The agent's list" });
  const log = activity(page);

  await test.step("the list of what the Developer has set itself", async () => {
    await expect(list).toContainText(/\d\/\d/, { timeout: 40_000 });
    await list.getByRole("button").click();
    await expect(list.getByRole("listitem").first()).toBeVisible();
    await expect(list.getByText("In progress").or(list.getByText("Done")).first()).toBeAttached({ timeout: 40_000 });
  });

  await expect(statusLine(page)).toHaveText(/Done/, { timeout: 90_000 });

  await test.step("a tool call is a line that opens to what went in and came out", async () => {
    await page.getByRole("searchbox", { name: "Search the activity" }).fill("cli.test.js");
    const call = log.getByRole("button", { name: /node --test test\/cli\.test\.js/ });
    await expect(call).toHaveAttribute("aria-expanded", "false");
    await call.click();
    await expect(log.getByRole("region", { name: "Command" })).toContainText("$ node --test test/cli.test.js");
    await expect(log.getByRole("region", { name: /^(Output|Error)$/ })).toContainText("a seventh guest");
    await call.click();
    await expect(log.getByRole("region", { name: "Command" })).toHaveCount(0);
    await page.getByRole("searchbox", { name: "Search the activity" }).fill("");
  });

  await test.step("a link to an early event shows it, with the address to send to somebody", async () => {
    await openProject(page, installation, `${projectId}#e12`);
    await page.reload();
    await expect(log.getByRole("link", { name: "Link to event 12," })).toBeInViewport();
  });

  await test.step("what was changed, line by line, and every check with its output", async () => {
    await page.getByRole("tab", { name: "Changes" }).click();
    await expect(page.getByRole("navigation", { name: "Changed files" })).toContainText("src/scale.js");
    await page.getByRole("tab", { name: /^Checks/ }).click();
    await page.getByRole("button", { name: /failed/ }).first().click();
    await expect(page.getByRole("tabpanel")).toContainText("a seventh guest gets two cups of flour");
    await page.getByRole("tab", { name: "Files" }).click();
    await page.getByRole("button", { name: /format\.js/ }).or(page.getByRole("link", { name: /format\.js/ })).first().click();
    await expect(page.getByRole("tabpanel")).toContainText("Close enough to the next whole number");
  });
});
