import { activity, expectWholeLog } from "./fixtures/activity.ts";
import { eventsOfType, startStory, statusLine } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";

const atOnce = { timeout: 10_000, intervals: [50] };

test("pause ends every process at once; resume goes on in the same session", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "slow" });
  const written = activity(page).getByText(/^Thought \d+:/);
  await expect(written.nth(3)).toBeAttached();
  expect(installation.agentProcesses()).not.toEqual([]);
  const sessionsOf = () => installation.database.prisma.agentSession.findMany({ where: { phase: { projectId } } });
  const [session] = await sessionsOf();

  await test.step("pause", async () => {
    await page.getByRole("button", { name: "Pause" }).click();
    await expect.poll(() => installation.agentProcesses(), atOnce).toEqual([]);
    await expect(statusLine(page)).toHaveText("Paused · no process left", atOnce);
    await expect(activity(page).getByText("Attempt stopped")).toContainText("No process left.");
    await expect(page.getByRole("button", { name: "Pause" })).toHaveCount(0);
  });

  await test.step("resume", async () => {
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(statusLine(page)).toContainText("Running");
    await expect(activity(page).getByText("session resumed with its context")).toBeVisible();
    await expect
      .poll(() =>
        installation
          .agentProcesses()
          .map(({ commandLine }) => commandLine)
          .join("\n"),
      )
      .toContain(session?.providerSessionId);
    await expect(page.getByLabel("Output so far", { exact: true })).toContainText("tick 1", { timeout: 40_000 });
    expect(await sessionsOf()).toEqual([session]);
  });

  await test.step("cancel, after a question", async () => {
    await page.getByRole("button", { name: "Cancel project" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Keep it" }).click();
    await expect(statusLine(page)).toContainText("Running");
    await page.getByRole("button", { name: "Cancel project" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel project" }).click();
    await expect.poll(() => installation.agentProcesses(), atOnce).toEqual([]);
    await expect(statusLine(page)).toHaveText("Cancelled · no process left", atOnce);
  });

  const ends = await eventsOfType(installation, projectId, "attempt.ended");
  expect(ends.filter(({ outcome }) => outcome === "STOPPED")).toEqual([
    expect.objectContaining({ processesLeft: 0 }),
    expect.objectContaining({ processesLeft: 0 }),
  ]);
  await expectWholeLog(page, installation, projectId);
});

test("a paused project stays paused over a restart of everything", async ({ signedIn: page, installation }) => {
  await startStory(page, installation, { scenario: "slow" });
  await expect(
    activity(page)
      .getByText(/^Thought \d+:/)
      .first(),
  ).toBeAttached();
  // By the keyboard: P pauses and resumes, X asks whether to cancel.
  await page.keyboard.press("p");
  await expect(statusLine(page)).toHaveText("Paused · no process left");
  await installation.stop();
  expect(installation.processes()).toEqual([]);
  await installation.start();
  await page.reload();
  await expect(statusLine(page)).toHaveText("Paused · no process left");
  await page.keyboard.press("x");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel project" }).click();
  await expect(statusLine(page)).toHaveText("Cancelled · no process left");
});
