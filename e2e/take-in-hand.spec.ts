import { expectWholeLog } from "./fixtures/activity.ts";
import { eventsOfType, expectDone, openProject, startStory, statusLine } from "./fixtures/project.ts";
import { admin, expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";
import { defaultScriptedModel } from "../server/providers/scripted/models.ts";
import { defaultLocalModel } from "../server/providers/scripted/ollama/local-models.ts";

test("a plan is edited before it is approved; every revision stays, with what it changed", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "bench", approvePlan: true });
  const ask = page.getByRole("region", { name: "Approve the plan", exact: true });
  await ask.getByRole("button", { name: "Edit…" }).click();
  const phases = ask.getByRole("list", { name: "Phases to come" });

  await test.step("order, add, change: what would change is shown at once", async () => {
    await phases.getByRole("button", { name: "Move up: Greet again" }).click();
    await ask.getByRole("button", { name: "Add a phase" }).click();
    await phases.getByRole("textbox", { name: "Title" }).fill("Say goodbye");
    await ask.getByRole("button", { name: "Approve with these changes" }).click();
    await expect(phases.getByRole("textbox", { name: "Goal" })).toHaveAccessibleDescription(/what the phase is for/);
    await phases.getByRole("textbox", { name: "Goal" }).fill("A farewell for everybody.");
    await phases.getByRole("textbox", { name: "Acceptance criteria" }).fill("`bye` says goodbye.\nAll tests pass.");
    await ask.getByLabel("Why").fill("A greeting without a farewell is rude.");
    const changes = ask.getByRole("list", { name: "Changes of the plan" });
    await expect(changes.getByRole("listitem").filter({ hasText: "Added 3. Say goodbye" })).toBeVisible();
    await expect(changes).toContainText("Moved 2. Write the greeter");
    await expectWellMade(page);
  });

  await test.step("approved with changes it is carried out in the new order", async () => {
    await ask.getByRole("button", { name: "Approve with these changes" }).click();
    await expect(ask).toBeHidden();
    await expectDone(page);
    await expect(page.getByText("3/3 phases")).toBeVisible();
  });
  expect(await eventsOfType(installation, projectId, "plan.proposed")).toMatchObject([
    { revision: 1, by: null },
    { revision: 2, by: admin.name, reason: "A greeting without a farewell is rude." },
  ]);

  await test.step("the plan's page keeps both revisions and shows the difference", async () => {
    await page.getByRole("tab", { name: "Plan" }).click();
    const revisions = page.getByRole("region", { name: "Revisions" });
    await expect(revisions).toContainText(`Revision 2 by ${admin.name}`);
    await expect(revisions).toContainText("A greeting without a farewell is rude.");
    await expect(revisions.getByRole("list", { name: "Changes of the plan" })).toContainText("Added 3. Say goodbye");
    await page.getByRole("tab", { name: "Activity" }).click();
  });
  await expectWholeLog(page, installation, projectId);
});

test("the Project Manager changes the plan, and asks again where one wanted to see it", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "plan-changes", approvePlan: true });
  await page
    .getByRole("region", { name: "Approve the plan", exact: true })
    .getByRole("button", { name: "Approve plan" })
    .click();
  const ask = page.getByRole("region", { name: "Approve the plan, revision 2" });
  const changed = ask.getByRole("region", { name: "What changed" });
  await expect(changed).toContainText("a README is enough", { timeout: 60_000 });
  await expect(changed).toContainText("Write a short README");
  await ask.getByRole("button", { name: "Approve plan" }).click();
  await expectDone(page);
  expect(await eventsOfType(installation, projectId, "plan.approved")).toMatchObject([
    { revision: 1, by: admin.name },
    { revision: 2, by: admin.name },
  ]);
});

test("a project is spoken to, a phase done again, rolled back and skipped, and the end followed up", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "steered" });
  const question = page.getByRole("region", { name: "The Project Manager asks you to decide" });
  const phase = (number: number) => page.getByRole("button", { name: new RegExp(`^What to do with phase ${number}`) });
  const menu = (item: string) => page.getByRole("menuitem", { name: item });

  await test.step("a message waits for the next turn, and takes effect in the living session", async () => {
    await expect(page.getByLabel("Output so far", { exact: true })).toContainText("tick", { timeout: 60_000 });
    await page.keyboard.press("m");
    await expect(page.getByLabel("Message to the agents")).toBeFocused();
    await page.keyboard.type("Greet in English, please.");
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Message to the agents")).toHaveValue("");
    // By the log: of a list that follows its end, earlier rows leave the page.
    await expect
      .poll(() => eventsOfType(installation, projectId, "message.delivered"), { timeout: 30_000 })
      .toMatchObject([{ by: admin.name, operation: "IMPLEMENT" }]);
    await expect(question).toContainText("WORDS.md", { timeout: 60_000 });
    await expect(page.getByText("Waits for the next turn:")).toBeHidden();
    const said = await eventsOfType(installation, projectId, "agent.wrote");
    expect(said.some(({ text }) => text.includes("I took note of your message: Greet in English, please."))).toBe(true);
  });

  await test.step("a phase is done again from what is there, by a local model; the next one is Claude's again", async () => {
    await phase(2).click();
    await menu("Do it again…").click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("From what is there")).toBeChecked();
    await dialog.getByLabel("What is to be different?").fill("Decide for Hello.");
    await expect(dialog.getByLabel("Developer's model")).toBeVisible();
    await expectWellMade(page);
    await dialog.getByRole("radio", { name: /^A local model/ }).check();
    await dialog.getByRole("button", { name: "Do it again" }).click();
    await expect(question).toContainText("MANUAL.md", { timeout: 60_000 });
    const switches = await eventsOfType(installation, projectId, "provider.switched");
    expect(switches.map(({ to, reason }) => [to.model, reason])).toEqual([
      [defaultLocalModel, "wish"],
      [defaultScriptedModel, "returned"],
    ]);
  });

  await test.step("comments on lines of the changes are kept, and go with the next message as one", async () => {
    await page.getByRole("tab", { name: "Changes" }).click();
    const words = page.locator("[id^=file-]").filter({ hasText: "WORDS.md" });
    await words.getByRole("button", { name: "Comment on line 1", exact: true }).focus();
    await page.keyboard.press("Enter");
    await expect(words.getByRole("textbox")).toBeFocused();
    await page.keyboard.type("Say who is greeted.");
    await page.keyboard.press("Control+Enter");
    await expect(words.getByRole("button", { name: "Comment on line 1", exact: true })).toBeFocused();
    await page.reload();
    await expect(words).toContainText("Say who is greeted.");
    await page.getByText("1 comment on the changes goes with the next message").click();
    await expect(page.getByRole("list", { name: "Comments that go with the next message" })).toContainText(
      "WORDS.md:1",
    );
    await page.getByLabel("Message to the agents").fill("One thing.");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(page.getByText("goes with the next message")).toBeHidden();
    await expect(words.getByText("Say who is greeted.")).toBeHidden();
    const sent = await eventsOfType(installation, projectId, "message.sent");
    expect(sent.at(-1)?.text).toBe(
      "One thing.\n\nA comment on the changes:\n\nWORDS.md:1\n> Hello.\nSay who is greeted.",
    );
    await page.getByRole("tab", { name: "Activity" }).click();
  });

  await test.step("back to the first phase: what came after is done again, and what was there is kept", async () => {
    await phase(1).click();
    await menu("Go back to here…").click();
    await page.getByRole("dialog").getByRole("button", { name: "Go back to here" }).click();
    await expect(question).toBeHidden();
    await expect(question).toContainText("MANUAL.md", { timeout: 60_000 });
    const [restored] = await eventsOfType(installation, projectId, "workspace.restored");
    expect(restored?.kept).toMatch(/^spiral\/before-run_/);
  });

  await test.step("the last phase is skipped with a reason, which the report has", async () => {
    await phase(3).click();
    await menu("Skip…").click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("Why?")).toBeFocused();
    await dialog.getByRole("button", { name: "Skip phase" }).click();
    await expect(dialog.getByLabel("Why?")).toHaveAccessibleDescription(/Say why/);
    await dialog.getByLabel("Why?").fill("The code says enough.");
    await dialog.getByRole("button", { name: "Skip phase" }).click();
    await expectDone(page);
    await expect(page.getByLabel("Message to the agents")).toBeHidden();
    const report = await page.request.get(`${installation.url}/api/projects/${projectId}/report`);
    expect(await report.text()).toContain("Skipped by the user: The code says enough.");
  });

  await test.step("a follow-up is a cycle of its own, and takes comments on the changes along", async () => {
    await page.getByRole("tab", { name: "Changes" }).click();
    const words = page.locator("[id^=file-]").filter({ hasText: "WORDS.md" });
    await words.getByRole("button", { name: "Comment on line 1", exact: true }).first().click();
    await words.getByRole("textbox").fill("Greet everybody by name.");
    await words.getByRole("button", { name: "Add comment" }).click();
    await expect(page.getByText("The project has ended: Follow up takes it along.")).toBeVisible();
    await page.getByRole("button", { name: "Follow up" }).click();
    const next = page.getByRole("dialog").getByLabel("What should be done next?");
    const commented = /^A comment on the changes:\n\nWORDS\.md:1\n> .+\nGreet everybody by name\.$/;
    await expect(next).toHaveValue(commented);
    await next.fill(`Now say goodbye as well.\n\n${await next.inputValue()}`);
    await page.getByRole("dialog").getByRole("button", { name: "Begin cycle 2" }).click();
    await expect(page.getByRole("button", { name: "Cycle 2 of 2" })).toBeVisible();
    await expect(page.getByText("1 comment on the changes")).toBeHidden();
    const [followedUp] = await eventsOfType(installation, projectId, "project.followed_up");
    expect(followedUp?.brief).toMatch(/^Now say goodbye as well\.\n\nA comment on the changes:[^]+by name\.$/);
  });

  await test.step("the cycle before stays readable", async () => {
    await expect(statusLine(page)).not.toHaveText(/^Done/);
    await expectDone(page);
    await page.getByRole("button", { name: "Cycle 2 of 2" }).click();
    await menu("Cycle 1").click();
    await expect(page.getByText("Cycle 1, as it ended")).toBeVisible();
    await expect(page.getByRole("heading", { name: /Write a manual/ })).toBeVisible();
    await expect(page.getByRole("button", { name: "Follow up" })).toBeHidden();
    await page.getByRole("button", { name: "Show cycle 2" }).click();
  });

  await test.step("a duplicate is a draft of what was asked first", async () => {
    await page.getByRole("button", { name: "More" }).click();
    await menu("Duplicate as a draft").click();
    await page.waitForURL((url) => !url.pathname.endsWith(projectId));
    await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(/with tests/);
  });
  await openProject(page, installation, projectId);
  await expectWholeLog(page, installation, projectId);
});
