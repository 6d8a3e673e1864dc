import type { Page } from "@playwright/test";
import { activity } from "./fixtures/activity.ts";
import type { Installation } from "./fixtures/installation.ts";
import { playAccounts } from "./fixtures/played-accounts.ts";
import { usedTo, usedUp } from "./fixtures/played-provider.ts";
import { expectDone, startBrief } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

const local = "scripted-local:30b";
const [sonnet, opus] = ["claude-sonnet-5-5", "claude-opus-5-5"];
const foot = (page: Page) => page.getByRole("complementary", { name: "Sidebar" });

/** When what keeps from asking Claude is over. */
const isOver = async ({ database: { prisma } }: Installation, modelClass: string): Promise<boolean> => {
  const breaker = await prisma.breaker.findFirst({ where: { modelClass } });
  return breaker !== null && breaker.until <= new Date();
};

/** From whom to whom it went, and why. */
const switchesOf = async ({ database: { prisma } }: Installation, projectId: string): Promise<string[]> => {
  const switches = await prisma.providerSwitch.findMany({ where: { projectId }, orderBy: { detectedAt: "asc" } });
  return switches.map(({ fromModel, toModel, reason }) => `${fromModel} → ${toModel}: ${reason}`);
};

/** Calls that Claude has refused for a limit. */
const refusedCalls = ({ database: { prisma } }: Installation, projectId: string): Promise<number> =>
  prisma.usageRecord.count({ where: { projectId, errorClass: { in: ["quota", "throttled"] } } });

test("near its limit Claude is left between two turns, for a model that is in memory by then, and come back to at the reset", async ({
  signedIn: page,
  installation,
}) => {
  test.setTimeout(400_000);
  const locally = Promise.withResolvers<void>();
  await using accounts = await playAccounts(page, installation, { beforeDeveloper: () => locally.promise });
  const { claude } = accounts;
  // Far from used up when the plan is made, nearly when the Developer has begun.
  claude.says = ({ operation }) =>
    operation === "PLAN" ? usedTo(0.75, { forSeconds: 3_600 }) : usedTo(0.97, { forSeconds: 45 });
  const begins = Promise.withResolvers<void>();
  claude.patience = begins.promise;

  const projectId = await startBrief(page, installation);
  await expect(foot(page).getByText("5 h 75 %")).toBeVisible({ timeout: 120_000 });
  await page.goto(`${installation.url}/settings/fallback`);
  await expect(page.getByText(/Loaded, and kept in memory until/)).toBeVisible({ timeout: 60_000 });
  await page.goto(`${installation.url}/projects/${projectId}`);
  begins.resolve();

  await expect(page.getByText(new RegExp(`^On ${local}`))).toBeVisible({ timeout: 90_000 });
  await expect(activity(page).getByText(`Goes on with ${local}: Claude's usage limit is near`)).toBeVisible();
  await expect(foot(page).getByText(`Standing in: ${local}`)).toBeVisible();
  expect(await switchesOf(installation, projectId)).toEqual([`${sonnet} → ${local}: near_limit`]);
  expect(await refusedCalls(installation, projectId)).toBe(0);
  await expectWellMade(page);

  claude.says = () => usedTo(0.02, { forSeconds: 18_000 });
  await expect.poll(() => isOver(installation, "all"), { timeout: 120_000 }).toBe(true);
  locally.resolve();
  await expectDone(page);
  await expect(activity(page).getByText(new RegExp(`^Back to ${sonnet} after .* on ${local}`))).toBeVisible();
  await expect(foot(page).getByText("5 h 2 %")).toBeVisible({ timeout: 90_000 });
  await expect(page.getByRole("listitem").getByText(`on ${local}`)).toBeVisible();
  await page
    .getByRole("button", { name: /Write the greeter/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Redo with Claude…" }).click();
  await expect(page.getByRole("textbox", { name: "What should be done next?" })).toHaveValue(
    new RegExp(`^Do phase 1, “Write the greeter”, again .*${local} did it`),
  );
  await expectWellMade(page);
  await page.getByRole("button", { name: "Not now" }).click();
  expect(await switchesOf(installation, projectId)).toHaveLength(2);
  expect(await refusedCalls(installation, projectId)).toBe(0);
});

test("at one family's limit another one of Claude's models goes on, at the account's a local one; each is come back to at its own reset", async ({
  signedIn: page,
  installation,
}) => {
  test.setTimeout(400_000);
  const locally = Promise.withResolvers<void>();
  await using accounts = await playAccounts(page, installation, { beforeDeveloper: () => locally.promise });
  const { claude } = accounts;
  claude.fails = ({ operation, model }) => {
    if (operation !== "IMPLEMENT") return null;
    return model === sonnet ? usedUp({ window: "7d_sonnet", forSeconds: 120 }) : usedUp({ forSeconds: 30 });
  };

  const projectId = await startBrief(page, installation);
  await expect(activity(page).getByText(`Goes on with ${opus}: the usage limit of ${sonnet} is reached`)).toBeVisible({
    timeout: 120_000,
  });
  await expect(activity(page).getByText(`Goes on with ${local}: Claude's usage limit is reached`)).toBeVisible();
  await expect(foot(page).getByText(`Standing in: ${local}`)).toBeVisible();
  await expectWellMade(page);

  // The account's is over first: its other model goes on, in the middle of the step.
  claude.fails = null;
  const finishes = Promise.withResolvers<void>();
  claude.patience = finishes.promise;
  await expect.poll(() => isOver(installation, "all"), { timeout: 120_000 }).toBe(true);
  locally.resolve();
  await expect(activity(page).getByText(new RegExp(`^Back to ${opus} after .* on ${local}`))).toBeVisible({
    timeout: 60_000,
  });
  await expect(foot(page).getByText(/Claude is being tried now/)).toBeVisible({ timeout: 30_000 });
  await expect.poll(() => isOver(installation, "sonnet"), { timeout: 180_000 }).toBe(true);
  finishes.resolve();
  await expectDone(page);
  await expect(activity(page).getByText(new RegExp(`^Back to ${sonnet}`))).toBeVisible();
  expect(await switchesOf(installation, projectId)).toEqual([
    `${sonnet} → ${opus}: quota`,
    `${opus} → ${local}: quota`,
    `${local} → ${opus}: recovered`,
    `${opus} → ${sonnet}: recovered`,
  ]);
});
