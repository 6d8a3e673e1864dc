import { expectWholeLog } from "./fixtures/activity.ts";
import { eventsOf, expectDone, statusLine } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";

test("the analysis sample measures for real, asks once, and ends with its documents", async ({
  signedIn: page,
  installation,
}) => {
  await page.goto(`${installation.url}/projects/new`);
  await page.getByText("See one of the samples work first").click();
  await page.getByRole("button", { name: /^Run the sample Rain gauges/ }).click();
  await page.waitForURL(/\/projects\/prj_\w+$/);
  const projectId = page.url().split("/").at(-1) ?? "";

  await test.step("it asks, and what it has found so far can be read meanwhile", async () => {
    const ask = page.getByRole("region", { name: "The Project Manager asks you to decide" });
    await expect(ask).toContainText("Are readings ever corrected afterwards", { timeout: 90_000 });
    await expect(statusLine(page)).toContainText("Needs you");
    await page.getByRole("tab", { name: /^Plan/ }).click();
    await expect(page.getByRole("table").getByText("After a power cut")).toBeVisible();
    await page.getByRole("tab", { name: /^Activity/ }).click();
    await ask.getByRole("button", { name: "Refine" }).click();
    await ask.getByLabel("Your answer").fill("Yes: a gauge was blocked twice last year.");
    await ask.getByRole("button", { name: "Refine" }).click();
  });

  await test.step("the answer is tried out and written down", async () => {
    await expectDone(page);
    const log = JSON.stringify(await eventsOf(installation, projectId));
    expect(log).toContain("gauge 3 is corrected from 80 to 0.8 mm");
    expect(log).not.toContain("I did not see how that ended");
  });

  await test.step("figures are of this machine, and the report says what is left", async () => {
    await page.getByRole("tab", { name: /^Files/ }).click();
    await page.getByRole("button", { name: "MEASUREMENTS.md" }).click();
    await expect(page.getByText(/cut off in the middle of the line \| 17,279/)).toBeVisible();
    await page.getByRole("tab", { name: /^Report/ }).click();
    await expect(page.getByText(/Measured on this machine only/)).toBeVisible();
  });
  await page.getByRole("tab", { name: /^Activity/ }).click();
  await expectWholeLog(page, installation, projectId);
});
