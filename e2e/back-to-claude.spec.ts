import type { Page } from "@playwright/test";
import { activity } from "./fixtures/activity.ts";
import { call } from "./fixtures/call.ts";
import type { Installation } from "./fixtures/installation.ts";
import { playAccounts } from "./fixtures/played-accounts.ts";
import { usedUp } from "./fixtures/played-provider.ts";
import { eventsOf, eventsOfType, expectDone, startBrief, statusLine } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

const local = "scripted-local:30b";
const foot = (page: Page) => page.getByRole("complementary", { name: "Sidebar" });

/** Holds something up until it is let go. */
const gate = () => Promise.withResolvers<void>();

/** Who carried out the Developer's one assignment, and how that ended. */
const developers = async ({ database: { prisma } }: Installation, projectId: string) => {
  const runs = await prisma.run.findMany({
    where: { projectId, operation: "IMPLEMENT" },
    include: { attempts: { orderBy: { startedAt: "asc" } } },
  });
  expect(runs).toHaveLength(1);
  return runs.flatMap(({ attempts }) => attempts.map(({ provider, outcome }) => `${provider} ${outcome}`));
};

test("Claude is asked again by hand within a turn, and a key that goes stops nothing that has another way", async ({
  signedIn: page,
  installation,
}) => {
  test.setTimeout(600_000);
  let answers = Promise.resolve();
  await using accounts = await playAccounts(page, installation, { beforeDeveloper: () => answers });
  const { claude } = accounts;
  /** A project whose Developer waits for Claude's first answer. */
  const startHeld = async (): Promise<string> => {
    const asked = claude.keys.length;
    const projectId = await startBrief(page, installation);
    // The plan, and the Developer's first turn.
    await expect.poll(() => claude.keys.length, { timeout: 60_000 }).toBe(asked + 2);
    await expect(statusLine(page)).toHaveText(/Implementing/);
    return projectId;
  };
  await test.step("back to Claude while a local model works in its place: from the keyboard, in the middle of the step", async () => {
    claude.fails = ({ operation }) => (operation === "IMPLEMENT" ? usedUp() : null);
    const held = gate();
    answers = held.promise;
    const projectId = await startBrief(page, installation);
    await expect(page.getByText(new RegExp(`^On ${local}`))).toBeVisible({ timeout: 90_000 });
    await expect(foot(page).getByText(`Standing in: ${local}`)).toBeVisible();
    await expect(activity(page).getByText(`Goes on with ${local}: Claude's usage limit is reached`)).toBeVisible();
    await expectWellMade(page);
    const asked = claude.keys.length;

    await page.getByRole("button", { name: "More" }).press("Enter");
    await expect(page.getByRole("menuitem", { name: "Back to Claude" })).toBeVisible();
    claude.fails = null;
    await page.getByRole("menuitem", { name: "Back to Claude" }).press("Enter");
    await expect(page.getByText("Claude is asked from the next turn on")).toBeVisible();
    held.resolve();
    await expectDone(page);
    expect(claude.keys.length).toBeGreaterThan(asked);
    expect(await developers(installation, projectId)).toEqual(["ollama STOPPED", "anthropic_api COMPLETED"]);
    await expect(activity(page).getByText(new RegExp(`^Back to .* after .* on ${local}`))).toBeVisible();
    await expect(foot(page).getByText(/Anthropic API/)).toBeVisible({ timeout: 30_000 });
    // Its phase says so, all the same.
    await expect(page.getByRole("listitem").getByText(`on ${local}`)).toBeVisible();
  });

  await test.step("a key that is removed in the middle of a call: a local model goes on, and its reason is told", async () => {
    const held = gate();
    claude.patience = held.promise;
    const projectId = await startHeld();
    await call(page, installation, "providers.removeKey", null);
    held.resolve();
    await expectDone(page);
    const switches = await eventsOfType(installation, projectId, "provider.switched");
    expect(switches.map(({ reason }) => reason)).toEqual(["no_account"]);
    await expect(activity(page).getByText(`Goes on with ${local}: no account of Claude's can be used`)).toBeVisible();
    // The page has only those rows that are in view.
    expect(JSON.stringify(await eventsOf(installation, projectId))).not.toContain("service does not accept");
    await expect(page.getByRole("listitem").getByText(`on ${local}`)).toBeVisible();
    await expectWellMade(page);
  });

  await test.step("where local models may not stand in it waits in words of its own, and goes on when there is a key", async () => {
    await accounts.enterKey();
    await call(page, installation, "fallback.update", { mode: "disabled", wish: null });
    const held = gate();
    claude.patience = held.promise;
    await startHeld();
    await call(page, installation, "providers.removeKey", null);
    held.resolve();
    await expect(page.getByText("No account of Claude's can be used.").first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("The mode is “Wait for Claude”")).toBeVisible();
    await expect(page.getByRole("button", { name: "Go on with a local model" })).toBeVisible();
    await expectWellMade(page);
    await accounts.enterKey();
    await expectDone(page);
  });
});
