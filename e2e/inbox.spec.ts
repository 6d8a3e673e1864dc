import type { Page } from "@playwright/test";
import { seedDraft } from "../server/testing/project-factory.ts";
import type { Installation } from "./fixtures/installation.ts";
import { eventsOfType, submitStory } from "./fixtures/project.ts";
import { addUser } from "./fixtures/people.ts";
import { admin, expect, fillSignIn, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

const long = { timeout: 90_000 };

type Story = Omit<Parameters<typeof seedDraft>[1], "ownerId">;

/** A project of the administrator's, at work. Its title tells it from all others in the inbox. */
const begin = async (page: Page, installation: Installation, story: Story): Promise<string> => {
  const { prisma } = installation.database;
  const owner = await prisma.user.findUniqueOrThrow({ where: { login: admin.login } });
  const projectId = await seedDraft({ prisma }, { ownerId: owner.id, ...story });
  await submitStory(page, installation, projectId);
  return projectId;
};

const row = (page: Page, title: string) => page.getByRole("listitem").filter({ hasText: title });
const request = (page: Page) => page.getByRole("region", { name: "Request", exact: true });

test("what waits is answered from one list, can be taken back, and stays to be read", async ({
  signedIn: page,
  installation,
}) => {
  const plan = await begin(page, installation, { title: "Inbox: a plan", scenario: "bench", approvePlan: true });
  const command = await begin(page, installation, {
    title: "Inbox: a command",
    scenario: "asks-permission",
    permissionMode: "ask",
  });
  await page.goto(`${installation.url}/inbox`);
  await expect(row(page, "Inbox: a plan")).toContainText("Approve the plan", long);
  await expect(row(page, "Inbox: a command")).toContainText(/Allow Bash .*Developer.*Phase 1 of/, long);
  await expect(page).toHaveTitle(/^\(\d+\) Inbox/);
  await expect(page.getByRole("link", { name: /Inbox \d+ waiting/ })).toBeVisible();
  await expectWellMade(page);

  await test.step("no key answers what is not to be seen", async () => {
    const size = page.viewportSize();
    await page.setViewportSize({ width: 900, height: 800 });
    await expect(request(page)).toBeHidden();
    await page.keyboard.press("a");
    await expect(row(page, "Inbox: a plan")).toBeVisible();
    await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);
    if (size !== null) await page.setViewportSize(size);
  });

  await test.step("what is chosen with the keyboard takes its keys at once", async () => {
    await row(page, "Inbox: a plan").getByRole("button").press("Enter");
    await expect(request(page)).toContainText("Write the greeter");
    await row(page, "Inbox: a command").getByRole("button").press("Enter");
    await expect(request(page)).toContainText("The Developer wants to run a command");
    await page.keyboard.press("r");
    await expect(page.getByLabel("Why not?")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByLabel("Why not?")).toBeHidden();
  });

  await test.step("an answer can be taken back for a moment", async () => {
    await row(page, "Inbox: a plan").getByRole("button").click();
    await expect(request(page)).toContainText("Write the greeter");
    await page.keyboard.press("a");
    await expect(row(page, "Inbox: a plan")).toBeHidden();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(row(page, "Inbox: a plan")).toBeVisible();
    expect(await eventsOfType(installation, plan, "ask.answered")).toEqual([]);
  });

  await test.step("it is sent when the page is left before", async () => {
    await row(page, "Inbox: a plan").getByRole("button").click();
    await expect(request(page).getByRole("button", { name: "Approve plan" })).toBeVisible();
    await page.keyboard.press("a");
    await expect(row(page, "Inbox: a plan")).toBeHidden();
    await page.goto(`${installation.url}/health`);
    await expect
      .poll(() => eventsOfType(installation, plan, "ask.answered"), long)
      .toMatchObject([{ answer: { decision: "approve" }, by: admin.name }]);
  });

  await test.step("a refusal takes its words, with the keyboard alone", async () => {
    await page.goto(`${installation.url}/inbox`);
    await row(page, "Inbox: a command").getByRole("button").click();
    await expect(request(page)).toContainText("The Developer wants to run a command");
    await page.keyboard.press("r");
    await expect(page.getByLabel("Why not?")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByLabel("Why not?")).toBeHidden();
    await page.keyboard.press("r");
    await page.keyboard.type("Not with a here-document.");
    // With words in it, Esc leaves the field and not the form.
    await page.keyboard.press("Escape");
    await expect(page.getByLabel("Why not?")).toHaveValue("Not with a here-document.");
    await page.getByRole("button", { name: "Deny", exact: true }).click();
    await expect
      .poll(() => eventsOfType(installation, command, "ask.answered"), long)
      .toMatchObject([{ answer: { decision: "deny", reason: "Not with a here-document." } }]);
  });

  await test.step("what was decided stays, with who and why", async () => {
    await page.goto(`${installation.url}/inbox?view=decided`);
    const decided = row(page, "Inbox: a command");
    await expect(decided).toContainText("Denied");
    await expect(decided).toContainText("Not with a here-document.");
    await expect(decided).toContainText(admin.name);
    await expectWellMade(page);
  });
});

test("identical commands are answered together, on a phone too", async ({ signedIn: page, installation }) => {
  const story = { scenario: "asks-permission", permissionMode: "ask" } as const;
  const titles = ["Inbox: twin one", "Inbox: twin two"];
  const projects = await Promise.all(titles.map((title) => begin(page, installation, { title, ...story })));
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${installation.url}/inbox`);
  for (const title of titles) await expect(row(page, title)).toContainText(/\d alike/, long);
  await expectWellMade(page);
  await row(page, "Inbox: twin one").getByRole("button").click();
  await expect(request(page).getByRole("checkbox")).toBeChecked();
  await expectWellMade(page);
  await request(page).getByRole("button", { name: "Allow once" }).click();
  await expect(row(page, "Inbox: twin two")).toBeHidden();
  for (const projectId of projects) {
    await expect
      .poll(() => eventsOfType(installation, projectId, "ask.answered"), long)
      .toMatchObject([{ answer: { kind: "permission", decision: "allow" } }]);
  }
});

test("whoever is about to answer hears that somebody else was faster; whoever may only look is not counted at", async ({
  signedIn: page,
  installation,
  browser,
}) => {
  const title = "Inbox: two people";
  const projectId = await begin(page, installation, { title, scenario: "escalates" });
  const seat = async (login: string, name: string, access: "VIEW" | "STEER"): Promise<Page> => {
    const user = await addUser(installation, { login, name, role: "MEMBER" });
    await installation.database.prisma.projectMember.create({
      data: { projectId, userId: user.id, access, createdById: user.id },
    });
    const theirs = await (await browser.newContext()).newPage();
    await theirs.goto(`${installation.url}/inbox`);
    await fillSignIn(theirs, user);
    return theirs;
  };
  await page.goto(`${installation.url}/inbox`);
  await expect(row(page, title)).toBeVisible(long);
  await row(page, title).getByRole("button").click();
  await request(page).getByLabel("Your answer").fill("In Welsh.");

  const viewer = await seat("inbox-looks", "Inge Lehmann", "VIEW");
  await expect(row(viewer, title)).toBeVisible(long);
  await expect(viewer).toHaveTitle(/^Inbox/);
  await expect(viewer.getByRole("link", { name: "Inbox", exact: true })).toBeVisible();

  const other = await seat("inbox-steers", "Lise Meitner", "STEER");
  await row(other, title).getByRole("button").click(long);
  await request(other).getByRole("button", { name: "Accept as it is" }).click();
  await expect(page.getByText(/^Already answered by Lise Meitner \(.*\): Accepted as it is\.$/)).toBeVisible(long);
  await expect(row(page, title)).toHaveCount(0);
  for (const theirs of [viewer, other]) await theirs.context().close();
});

test("a command is remembered, allowed from then on without asking, and taken back", async ({
  signedIn: page,
  installation,
}) => {
  const story = { scenario: "asks-permission", permissionMode: "ask" } as const;
  await begin(page, installation, { title: "Inbox: to remember", ...story });
  await page.goto(`${installation.url}/inbox`);
  await expect(row(page, "Inbox: to remember")).toBeVisible(long);
  await row(page, "Inbox: to remember").getByRole("button").click();
  await expect(request(page)).toContainText("Low risk");
  await page.keyboard.press("m");
  await expect(request(page)).toContainText("Run exactly: cat > package.json");
  await request(page).getByRole("radio", { name: "In every project of this installation" }).check();
  await expectWellMade(page);
  await request(page).getByRole("button", { name: "Allow and remember" }).click();

  await page.goto(`${installation.url}/settings/permissions`);
  const rule = row(page, "Run exactly: cat > package.json").filter({ hasText: "In every project" });
  await expect(rule).toContainText(/used|not used yet/, long);
  await expectWellMade(page);
  const next = await begin(page, installation, { title: "Inbox: remembered", ...story });
  await expect.poll(() => eventsOfType(installation, next, "report.written"), long).toHaveLength(1);
  expect(await eventsOfType(installation, next, "ask.opened")).toEqual([]);

  await page.reload();
  await rule.getByRole("button", { name: "Take back" }).click();
  await expect(rule).toHaveCount(0);
});
