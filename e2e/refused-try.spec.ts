import type { Page } from "@playwright/test";
import { activity, expectWholeLog } from "./fixtures/activity.ts";
import { call } from "./fixtures/call.ts";
import { playAccounts } from "./fixtures/played-accounts.ts";
import { usedUp } from "./fixtures/played-provider.ts";
import { eventsOfType, expectDone, openProject, startBrief, statusLine } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

const local = "scripted-local:30b";
const foot = (page: Page) => page.getByRole("complementary", { name: "Sidebar" });

/** An answer that is kept back. */
const kept = () => Promise.withResolvers<void>();

test("a killed runner's work goes on with who stands in; a key that is refused in a try of Claude stops only who tried", async ({
  signedIn: page,
  installation,
}) => {
  test.setTimeout(500_000);
  let asked = 0;
  let answer = kept();
  await using accounts = await playAccounts(page, installation, {
    beforeDeveloper: () => {
      asked += 1;
      return answer.promise;
    },
  });
  const { claude } = accounts;
  const { prisma } = installation.database;
  const attemptsOf = async (projectId: string) =>
    (
      await prisma.attempt.findMany({
        where: { run: { projectId, operation: "IMPLEMENT" } },
        orderBy: { startedAt: "asc" },
      })
    ).map(({ provider, outcome }) => `${provider} ${outcome}`);
  const switchesOf = async (projectId: string) =>
    (await eventsOfType(installation, projectId, "provider.switched")).map(({ reason }) => reason);
  claude.fails = ({ operation }) => (operation === "IMPLEMENT" ? usedUp() : null);

  const first = await startBrief(page, installation);
  await expect(page.getByText(new RegExp(`^On ${local}`))).toBeVisible({ timeout: 90_000 });
  await expect.poll(() => asked).toBe(1);
  const firstsAnswer = await test.step("the runner is killed in the middle of the local model's turn", async () => {
    answer = kept();
    installation.kill("scripts/runner.ts");
    await expect(activity(page).getByText("session resumed with its context")).toBeVisible({ timeout: 90_000 });
    await expect.poll(() => asked, { timeout: 60_000 }).toBe(2);
    expect(await attemptsOf(first)).toEqual(["ollama LOST", "ollama null"]);
    expect(await switchesOf(first)).toEqual(["quota"]);
    return answer;
  });

  answer = kept();
  const secondsAnswer = answer;
  const second = await startBrief(page, installation);
  await expect(page.getByText(new RegExp(`^On ${local}`))).toBeVisible({ timeout: 90_000 });
  await expect.poll(() => asked, { timeout: 60_000 }).toBe(3);

  await test.step("only the one that tries is stopped", async () => {
    for (const key of claude.keys) claude.refused.add(key);
    await call(page, installation, "fallback.update", { mode: "auto", wish: null, tryClaude: true });
    firstsAnswer.resolve();
    await openProject(page, installation, first);
    await expect(statusLine(page)).toHaveText(/^Needs you/, { timeout: 90_000 });
    await expect(page.getByText(/does not accept the key/).first()).toBeVisible();
    await expectWellMade(page);
    await expect(foot(page).getByText(/No account of Claude's can be used, tried again/)).toBeVisible();
    secondsAnswer.resolve();
    await openProject(page, installation, second);
    await expectDone(page);
    expect(new Set(await attemptsOf(second))).toEqual(new Set(["ollama COMPLETED"]));
    expect(await switchesOf(second)).toEqual(["quota"]);
  });

  await test.step("with a key that is good again it goes on where it stood, and nothing was done twice", async () => {
    claude.refused.clear();
    claude.fails = null;
    await openProject(page, installation, first);
    await page.getByRole("button", { name: "Try again" }).click();
    await expectDone(page);
    expect(await attemptsOf(first)).toEqual([
      "ollama LOST",
      "ollama STOPPED",
      "anthropic_api FAILED",
      "anthropic_api COMPLETED",
    ]);
    expect(await switchesOf(first)).toHaveLength(2);
    expect(await prisma.agentSession.count({ where: { phase: { projectId: first } } })).toBe(1);
    const calls = await eventsOfType(installation, first, "tool.called");
    expect(new Set(calls.map(({ toolUseId }) => toolUseId)).size).toBe(calls.length);
    expect(await eventsOfType(installation, first, "phase.committed")).toHaveLength(1);
    await expectWholeLog(page, installation, first);
  });
});
