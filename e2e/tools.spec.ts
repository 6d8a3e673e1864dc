import type { Page } from "@playwright/test";
import { eventsOfType, startStory } from "./fixtures/project.ts";
import { admin, expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

const long = { timeout: 120_000 };
const request = (page: Page) => page.getByRole("region", { name: "Request", exact: true });
const row = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });

test("the sample that asks: a permission, then a tool with the PM's analysis, decided with words that reach the agent", async ({
  signedIn: page,
  installation,
}) => {
  await page.goto(`${installation.url}/welcome`);
  await page.getByRole("button", { name: /Run the sample Tidemark/ }).click();
  await page.waitForURL(/\/projects\/prj_/, long);
  const projectId = new URL(page.url()).pathname.split("/").at(-1) ?? "";

  await test.step("the permission is answered on the project's page", async () => {
    await page.getByRole("button", { name: "Allow once" }).click(long);
  });

  await test.step("the tool is asked for, with what the Project Manager says of it", async () => {
    const ask = page.getByRole("region", { name: "The Developer asks for a tool: scan_table_reader" });
    await expect(ask).toBeVisible(long);
    await expect(ask).toContainText("Score 12 of 25");
    await expect(ask).toContainText("Recommends something else", long);
    await expect(ask.getByRole("table", { name: "What else would do" })).toContainText("Typing the table in");
    await expect(page.getByText("Needs you: an agent lacks a tool").first()).toBeVisible();
    await expectWellMade(page);
    await page.goto(`${installation.url}/tools`);
    await expect(row(page, "scan_table_reader")).toContainText("Waits for you");
    await row(page, "scan_table_reader").getByText("scan_table_reader").click();
    await expectWellMade(page);
  });

  await test.step("a decision without its words is not taken", async () => {
    await page.goto(`${installation.url}/inbox`);
    await row(page, "Decide about a tool: scan_table_reader").getByRole("button").click();
    await expect(request(page)).toContainText("asks in Tidemark");
    await expect(request(page).getByRole("button", { name: "Refuse…" })).toBeVisible(long);
    await page.keyboard.press("r");
    await expect(page.getByLabel("Why not?")).toBeFocused();
    await page.getByRole("button", { name: "Refuse", exact: true }).click();
    await expect(page.getByText("Say something here.")).toBeVisible();
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await request(page).getByRole("button", { name: "Put off…" }).click();
    await page.getByLabel("Ask me again on").fill("2020-01-01");
    await page.getByLabel("Why").fill("Later.");
    await page.getByRole("button", { name: "Put off", exact: true }).click();
    await expect(page.getByText("Choose a day that is still to come.")).toBeVisible(long);
  });

  await test.step("something else is used instead: the agent has it as the result, and goes on", async () => {
    await page.goto(`${installation.url}/inbox`);
    await row(page, "Decide about a tool: scan_table_reader").getByRole("button").click();
    await expect(request(page).getByRole("button", { name: "Use something else…" })).toBeVisible(long);
    await page.keyboard.press("i");
    await expect(page.getByLabel("What to use instead")).toHaveValue(/^Typing the table in/);
    await page.getByLabel("Why", { exact: true }).fill("Sixty numbers a month are typed in minutes.");
    await page.getByRole("button", { name: "Use this instead" }).click();
    await page.goto(`${installation.url}/projects/${projectId}`);
    await expect(page.getByText("Done", { exact: true }).first()).toBeVisible(long);
    const [answered] = (await eventsOfType(installation, projectId, "ask.answered")).filter(
      ({ answer }) => answer.kind === "tool_request",
    );
    expect(answered).toMatchObject({ by: admin.name, answer: { verdict: { decision: "alternative" } } });
    const finished = await eventsOfType(installation, projectId, "tool.finished");
    expect(finished.some(({ output }) => output.includes("Sixty numbers a month"))).toBe(true);
  });

  await test.step("what was decided stays, with who and why", async () => {
    await page.goto(`${installation.url}/tools`);
    const decided = row(page, "scan_table_reader");
    await expect(decided).toContainText("Something else instead");
    await decided.getByText("scan_table_reader").click();
    await expect(decided).toContainText(`by ${admin.name}`);
    await expect(decided).toContainText("Sixty numbers a month are typed in minutes.");
  });
});

test("a request that the agent goes on without is put off, and what the agent writes stays text", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "asks-for-tool-meanwhile" });
  const ask = page.getByRole("region", { name: "The Developer asks for a tool: voice_checker" });
  await expect(ask).toContainText("Nothing waits for it", long);
  await expect(page.getByText("Allow everything").first()).toBeVisible(long);
  await expect(page.getByRole("button", { name: "Allow everything" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "The Developer asks for a tool: anything" })).toHaveCount(0);
  await expect(page.locator('a[href^="javascript"]')).toHaveCount(0);
  await ask.getByRole("button", { name: "Put off…" }).click();
  await page.getByLabel("Ask me again on").fill("2099-01-01");
  await page.getByLabel("Why").fill("Not before the release.");
  await page.getByRole("button", { name: "Put off", exact: true }).click();
  await expect
    .poll(
      async () => (await eventsOfType(installation, projectId, "message.sent")).map(({ text }) => text).join(),
      long,
    )
    .toContain("Put off until 2099-01-01");
  await page.goto(`${installation.url}/tools`);
  const putOff = page.getByRole("region", { name: /^Put off/ });
  await expect(putOff).toContainText("voice_checker");
});
