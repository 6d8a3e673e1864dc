import type { Page } from "@playwright/test";
import { defaultScriptedModel } from "../server/providers/scripted/models.ts";
import type { Installation } from "./fixtures/installation.ts";
import { playProvider } from "./fixtures/played-provider.ts";
import { expectDone } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

// An installation that nothing else has cost anything.
test.use({ installationOptions: { paceMs: 4 } });

const million = 1_000_000;

/** From the form to its end. */
const carryOut = async (page: Page, installation: Installation): Promise<void> => {
  await page.goto(`${installation.url}/projects/new`);
  await page.getByRole("textbox", { name: "Brief" }).fill("Write a function that greets by name, with a test.");
  await page.getByText("Autonomous", { exact: true }).click();
  await page.getByRole("button", { name: /^Start project/ }).click();
  await page.waitForURL(/\/projects\/prj_/);
  await expectDone(page);
};

test("what earlier projects cost is an estimate before the next one, and stands beside what that one has cost", async ({
  signedIn: page,
  installation,
}) => {
  test.setTimeout(420_000);
  await using provider = await playProvider({ paceMs: 0, tallyFile: installation.tallyFile });
  const { url } = installation;
  const key = { apiKey: "sk-ant-played-for-estimates", baseUrl: provider.url, privateAddress: true, untested: false };
  const stored = await page.request.post(`${url}/api/trpc/providers.replaceKey`, {
    headers: { origin: url },
    data: { json: key },
  });
  expect(stored.ok()).toBe(true);
  const rates = { input: million, output: million, cacheWrite5m: million, cacheWrite1h: million, cacheRead: million };
  for (const model of [defaultScriptedModel, "claude-sonnet-5-5"]) {
    const validFrom = new Date("2026-11-01T00:00:00Z");
    const price = { id: `prc_estimate_${model}`, model, validFrom, ...rates, source: "a test" };
    await installation.database.prisma.modelPrice.create({ data: price });
  }

  await page.goto(`${url}/projects/new`);
  await page.getByRole("textbox", { name: "Brief" }).fill("Write a function that greets by name, with a test.");
  await expect(page.getByText(/^Runs on Claude · Anthropic API with/)).toContainText("No estimate yet");
  for (let project = 1; project <= 3; project += 1) await carryOut(page, installation);

  await page.goto(`${url}/projects/new`);
  await page.getByRole("textbox", { name: "Brief" }).fill("Write a function that greets by name, with a test.");
  await expect(page.getByText(/^Runs on Claude · Anthropic API with/)).toContainText(/Likely \$0\.\d\d/);
  await carryOut(page, installation);
  await page.getByRole("tab", { name: "Cost" }).click();
  const figure = async (term: string): Promise<number> => {
    const shown = page
      .getByRole("definition")
      .filter({ has: page.locator(`xpath=preceding-sibling::dt[.="${term}"]`) });
    await expect(shown).toContainText(/\$\d/);
    return Number(/\$(\d+\.\d+)/.exec((await shown.textContent()) ?? "")?.[1]);
  };
  await expect(page.getByText(/3 accepted phases of the same model/)).toBeVisible();
  const [expected, spent] = [await figure("Expected when it was planned"), await figure("So far")];
  // All four played the same story.
  expect(expected).toBeGreaterThan(0);
  expect(Math.abs(expected - spent) / spent).toBeLessThan(0.05);
  await expectWellMade(page);
  await expect.poll(() => installation.unbalanced()).toBeNull();
});
