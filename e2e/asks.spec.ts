import { activity, expectWholeLog } from "./fixtures/activity.ts";
import { eventsOfType, openProject, startStory, expectDone, statusLine } from "./fixtures/project.ts";
import { admin, expect, test } from "./fixtures/test.ts";

test("a plan is sent back with a comment, comes revised and is approved", async ({ signedIn: page, installation }) => {
  const projectId = await startStory(page, installation, { scenario: "bench", approvePlan: true });
  await expect(statusLine(page)).toContainText("Needs you: approve the plan or send it back");
  const ask = page.getByRole("region", { name: "Approve the plan", exact: true });
  await expect(ask).toContainText("Write the greeter");
  await expect(page).toHaveTitle(/^\(\d+\) /);

  await test.step("a comment is needed to send it back", async () => {
    await ask.getByRole("button", { name: "Send back…" }).click();
    await expect(ask.getByLabel("What should change?")).toBeFocused();
    await ask.getByRole("button", { name: "Send back", exact: true }).click();
    await expect(ask.getByLabel("What should change?")).toHaveAccessibleDescription(/\w/);
    await ask.getByLabel("What should change?").fill("One phase less, please.");
    await ask.getByRole("button", { name: "Send back", exact: true }).click();
  });

  await test.step("the revised plan is approved, and only then something is built", async () => {
    const revised = page.getByRole("region", { name: "Approve the plan, revision 2" });
    await expect(revised).toBeVisible();
    expect((await eventsOfType(installation, projectId, "agent.instructed")).at(-1)?.prompt).toContain(
      "One phase less, please.",
    );
    expect(await eventsOfType(installation, projectId, "tool.called")).toEqual([]);
    await revised.getByRole("button", { name: "Approve plan" }).click();
    await expectDone(page);
  });
  expect(await eventsOfType(installation, projectId, "plan.approved")).toMatchObject([{ revision: 2, by: admin.name }]);
  await expectWholeLog(page, installation, projectId);
});

test("in mode ask the exact command is shown; denied with a reason it is not run", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "asks-permission", permissionMode: "ask" });
  const ask = page.getByRole("region", { name: "The Developer wants to run a command" });
  await expect(ask).toBeVisible();
  await expect(statusLine(page)).toContainText("Needs you: allow or deny");
  const [opened] = await eventsOfType(installation, projectId, "ask.opened");
  const command = await ask.getByLabel("Command", { exact: true }).innerText();
  expect(opened).toMatchObject({ content: { kind: "permission", toolName: "Bash", input: { command } } });
  expect(command).toContain("node --test");
  // For a short while the agent's process waits, too; then nothing waits for the person but the page.
  await expect.poll(() => installation.agentProcesses(), { timeout: 60_000 }).toEqual([]);
  await expect(statusLine(page)).toContainText("Needs you: allow or deny");

  await ask.getByRole("button", { name: "Deny…" }).click();
  await ask.getByRole("button", { name: "Deny", exact: true }).click();
  await expect(ask.getByLabel("Why not?")).toHaveAccessibleDescription(/\w/);
  await ask.getByLabel("Why not?").fill("Not with a here-document.");
  await ask.getByRole("button", { name: "Deny", exact: true }).click();
  await expect(ask).toBeHidden();
  await expect(activity(page).getByText("Not with a here-document.").first()).toBeVisible();
  await expect(activity(page).getByText("The command was not carried out, so nothing is written.")).toBeAttached();
});

test("allowed, it is run once and the work goes on", async ({ signedIn: page, installation }) => {
  const projectId = await startStory(page, installation, { scenario: "asks-permission", permissionMode: "ask" });
  const ask = page.getByRole("region", { name: "The Developer wants to run a command" });
  await ask.getByRole("button", { name: "Allow once" }).click();
  await expectDone(page);
  const calls = await eventsOfType(installation, projectId, "tool.called");
  expect(calls.filter(({ name }) => name === "Bash")).toHaveLength(1);
  await expectWholeLog(page, installation, projectId);
});

test.describe("a question of the Project Manager's", () => {
  const question = { name: "The Project Manager asks you to decide" };

  test("is answered with words, which the Developer follows", async ({ signedIn: page, installation }) => {
    const projectId = await startStory(page, installation, { scenario: "escalates" });
    const ask = page.getByRole("region", question);
    await expect(ask).toContainText("In which language should it greet?");
    await ask.getByRole("button", { name: "Refine" }).click();
    await expect(ask.getByLabel("Your answer")).toHaveAccessibleDescription(/\w/);
    await ask.getByLabel("Your answer").fill("In English.");
    await ask.getByRole("button", { name: "Refine" }).click();
    await expectDone(page);
    const prompts = await eventsOfType(installation, projectId, "agent.instructed");
    expect(prompts.some(({ prompt }) => prompt.includes("In English."))).toBe(true);
  });

  test("is answered by accepting the phase as it is", async ({ signedIn: page, installation }) => {
    await startStory(page, installation, { scenario: "escalates" });
    await page.getByRole("region", question).getByRole("button", { name: "Accept as it is" }).click();
    await expectDone(page);
    await expect(page.getByText("1/1 phases")).toBeVisible();
  });

  test("is answered in one tab only; the other one is told who was first", async ({
    signedIn: page,
    context,
    installation,
  }) => {
    const projectId = await startStory(page, installation, { scenario: "escalates" });
    const ask = page.getByRole("region", question);
    await expect(ask).toBeVisible();
    const late = await context.newPage();
    await openProject(late, installation, projectId);
    const lateAsk = late.getByRole("region", question);
    await expect(lateAsk).toBeVisible();

    // The other tab does not get to know of the first answer before it has given its own.
    const answered = Promise.withResolvers<void>();
    await late.route(/projects\.get/, async (route) => {
      await answered.promise;
      await route.continue();
    });
    await ask.getByRole("button", { name: "Stop the project" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop the project" }).click();
    await expect(statusLine(page)).toHaveText(/Failed/);
    await lateAsk.getByRole("button", { name: "Accept as it is" }).click();
    answered.resolve();
    await expect(
      late.getByText(new RegExp(`Already answered by ${admin.name} \\(.* \\d{4}, .*\\): Stopped\\.`)),
    ).toBeVisible();
    await expect(lateAsk).toBeHidden();
    await expect(statusLine(late)).toHaveText(/Failed/);
    await expect(activity(late).getByText(`Stopped by ${admin.name}`)).toBeVisible();
    expect(await eventsOfType(installation, projectId, "ask.answered")).toHaveLength(1);
  });
});
