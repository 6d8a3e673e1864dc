import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/test.ts";

const expectWellMade = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
};

test("limits are refused out of range, in force once saved, and go back to their defaults", async ({
  signedIn: page,
  installation,
}) => {
  await page.goto(`${installation.url}/settings`);
  const list = page.getByRole("navigation", { name: "Settings" });
  await expect(list.getByRole("link", { name: "Providers" })).toHaveAttribute("aria-current", "page");
  await list.getByRole("link", { name: "Limits" }).click();
  await expect(page).toHaveURL(`${installation.url}/settings/limits`);
  // Other files may have left something in the inbox.
  await expect(page).toHaveTitle(/^(\(\d+\) )?Limits · Settings/);
  await expect(list.getByRole("link", { name: "Limits" })).toHaveAttribute("aria-current", "page");

  const limits = page.getByRole("region", { name: "Limits" });
  const turns = limits.getByLabel("Turns in one run");
  const check = limits.getByLabel("One check");
  await expect(turns).toHaveAttribute("placeholder", "200 (default)");
  await turns.fill("4");
  await check.fill("soon");
  await limits.getByRole("button", { name: "Save limits" }).click();
  await expect(limits.getByText("Enter a whole number from 5 to 1,000.")).toBeVisible();
  await expect(limits.getByText("Enter a whole number from 5 to 14,400.")).toBeVisible();
  await expect(turns).toHaveValue("4");
  await expectWellMade(page);

  await turns.fill(" 60 ");
  await check.fill("1,200");
  await expect(limits.getByText("1,200 s is 20 min.")).toBeVisible();
  await limits.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("Limits saved")).toBeVisible();
  await expect(turns).toHaveValue("60");
  await expect(check).toHaveValue("1200");
  await page.reload();
  await expect(turns).toHaveValue("60");
  expect(
    await installation.database.prisma.setting.findUnique({ where: { key: "timeouts.checkSeconds" } }),
  ).toMatchObject({ value: 1_200 });

  await limits.getByRole("button", { name: "Use the defaults" }).click();
  await limits.getByRole("button", { name: "Save limits" }).click();
  await expect.poll(() => installation.database.prisma.setting.count({ where: { key: "limits.turnsPerRun" } })).toBe(0);
  await expect(page.getByText("Limits saved")).toBeVisible();
  await expect(turns).toHaveValue("");
  await page.goto(`${installation.url}/settings/nowhere`);
  await expect(page.getByText(/does not exist|not found/i).first()).toBeVisible();
});

test("a price is entered for a day, with its source; the history stays", async ({ signedIn: page, installation }) => {
  await page.goto(`${installation.url}/settings/prices`);
  const prices = page.getByRole("region", { name: "Prices", exact: true });
  await expect(prices.getByRole("row", { name: /claude-haiku-5-5/ })).toContainText("over 100,000 tokens");
  await expectWellMade(page);
  await prices.getByRole("button", { name: "Add a price" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a price" });
  await dialog.getByLabel("Model").fill("claude-sonnet-4-6");
  await dialog.getByLabel("Input").fill("-3");
  await dialog.getByRole("button", { name: "Add price" }).click();
  await expect(dialog.getByText("A price is not negative.")).toBeVisible();
  await expect(dialog.getByText(/Say where the price is from/)).toBeVisible();
  await expect(dialog.getByText("It has a price; this one takes its place.")).toBeVisible();
  await dialog.getByLabel("Input").fill("2,5");
  await dialog.getByLabel("Output").fill("12");
  await dialog.getByLabel("Cache write, 5 min").fill("3");
  await dialog.getByLabel("Cache write, 1 h").fill("5");
  await dialog.getByLabel("Cache read").fill("0.125");
  await dialog.getByLabel("Source").fill("Our contract of 2026");
  await expectWellMade(page);
  await dialog.getByRole("button", { name: "Add price" }).click();
  await expect(page.getByText("Price added")).toBeVisible();
  await expect(prices.getByRole("row", { name: /claude-sonnet-4-6/ })).toHaveCount(1);
  await expect(prices.getByRole("row", { name: /claude-sonnet-4-6/ })).toContainText("Our contract of 2026");
  await prices.getByRole("button", { name: /Show \d+ earlier/ }).click();
  await expect(prices.getByRole("row", { name: /claude-sonnet-4-6/ })).toHaveCount(2);
});
