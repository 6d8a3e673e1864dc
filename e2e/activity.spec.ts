import { activity } from "./fixtures/activity.ts";
import { expectDone, openProject, startStory } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";

// Slow enough to look at what the Developer has set itself while it works.
test.use({ installationOptions: { paceMs: 8 } });

test("tool calls open, the Developer's list is kept, a link leads to its event", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "sample-build" });
  const list = page.getByRole("region", { name: "The agent's list" });
  const log = activity(page);

  await test.step("the list of what the Developer has set itself", async () => {
    await expect(list).toContainText(/\d\/\d/);
    await list.getByRole("button").click();
    await expect(list.getByRole("listitem").first()).toBeVisible();
    await expect(list.getByText("In progress").or(list.getByText("Done")).first()).toBeAttached({ timeout: 40_000 });
  });

  await expectDone(page);

  await test.step("it stays at its end though all of it goes and comes back at once; a reader leaves it", async () => {
    const latest = page.getByRole("button", { name: "Latest" });
    const fromEnd = () => log.evaluate((pane) => pane.scrollHeight - pane.scrollTop - pane.clientHeight);
    await expect.poll(fromEnd).toBeLessThan(2);
    const clamped = await log.evaluate(async (pane) => {
      const content = pane.firstElementChild;
      if (!(content instanceof HTMLElement)) throw new Error("The activity has no content.");
      const scrolled = new Promise((resolve) => pane.addEventListener("scroll", resolve, { once: true }));
      content.style.display = "none";
      // Only where the page is laid out in between does the browser move the reader.
      const top = pane.scrollTop;
      content.style.display = "";
      await scrolled;
      return top;
    });
    expect(clamped).toBe(0);
    await expect.poll(fromEnd).toBeLessThan(2);
    await expect(latest).toHaveCount(0);
    await log.hover();
    await page.mouse.wheel(0, -600);
    await expect(latest).toBeVisible();
    await latest.click();
    await expect.poll(fromEnd).toBeLessThan(2);
  });

  await test.step("a tool call is a line that opens to what went in and came out", async () => {
    await page.getByRole("searchbox", { name: "Search the activity" }).fill("cli.test.js");
    const call = log.getByRole("button", { name: /node --test test\/cli\.test\.js/ });
    await expect(call).toHaveAttribute("aria-expanded", "false");
    await call.click();
    await expect(log.getByLabel("Command", { exact: true })).toContainText("$ node --test test/cli.test.js");
    await expect(log.getByLabel(/^(Output|Error)$/)).toContainText("a seventh guest");
    await call.click();
    await expect(log.getByLabel("Command", { exact: true })).toHaveCount(0);
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
    await page
      .getByRole("button", { name: /failed/ })
      .first()
      .click();
    await expect(page.getByRole("tabpanel")).toContainText("a seventh guest gets two cups of flour");
    await page.getByRole("tab", { name: "Files" }).click();
    await page
      .getByRole("button", { name: /format\.js/ })
      .or(page.getByRole("link", { name: /format\.js/ }))
      .first()
      .click();
    await expect(page.getByRole("tabpanel")).toContainText("Close enough to the next whole number");
  });
});
