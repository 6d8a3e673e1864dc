import { readFileSync } from "node:fs";
import type { Browser, Page } from "@playwright/test";
import { checkAudit } from "../server/domain/audit/index.ts";
import { startStory, statusLine } from "./fixtures/project.ts";
import { addUser } from "./fixtures/people.ts";
import { expect, fillSignIn, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

/** Someone else's browser, which has never been here. */
const newcomer = async (browser: Browser): Promise<Page> => (await browser.newContext()).newPage();

const rowOf = (page: Page, name: string) =>
  page.getByRole("list", { name: "People" }).getByRole("listitem").filter({ hasText: name });

/** The one-time link that a dialog shows; the dialog is closed. */
const takeLink = async (page: Page): Promise<string> => {
  const dialog = page.getByRole("dialog");
  const link = await dialog.getByText(/^http\S+\?token=/).innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toHaveCount(0);
  return link;
};

const more = async (page: Page, name: string, item: string): Promise<void> => {
  await page.getByRole("button", { name: `More about ${name}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

test("somebody is invited, given another role, a new password, and the door", async ({
  signedIn: page,
  browser,
  installation,
}) => {
  const name = "Grace Hopper";
  const login = "grace.hopper";
  await page.goto(`${installation.url}/settings/people`);
  await expect(rowOf(page, "Ada Lovelace")).toContainText("You");

  const invitation = await test.step("a link is made, listed, and shown once", async () => {
    await page.getByRole("button", { name: "Invite somebody" }).click();
    await page.getByRole("radio", { name: /^Viewer/ }).check();
    await page.getByLabel("Whom it is for").fill("Grace, navy");
    await expectWellMade(page);
    await page.getByRole("button", { name: "Make the link" }).click();
    await expect(page.getByRole("dialog")).toContainText("is not shown again");
    await expectWellMade(page);
    const link = await takeLink(page);
    const open = page.getByRole("list", { name: "Open invitations" }).getByRole("listitem");
    await expect(open.filter({ hasText: "Grace, navy (Viewer)" })).toHaveCount(1);
    await expectWellMade(page);
    return link;
  });

  const hers = await newcomer(browser);
  await test.step("its reader chooses login and password, and has the role", async () => {
    await hers.goto(invitation);
    await expect(hers.getByRole("heading", { name: "Join Spiral" })).toBeVisible();
    await expect(hers.getByText("Ada Lovelace invites you. Role: Viewer.")).toBeVisible();
    await expect(hers.locator('meta[name="referrer"]')).toHaveAttribute("content", "no-referrer");
    await expectWellMade(hers);
    await hers.getByLabel("Name").fill(name);
    await hers.getByLabel("Login").fill("ada");
    await hers.getByLabel("Password", { exact: true }).fill("nanoseconds of wire");
    await hers.getByRole("button", { name: "Create account" }).click();
    await expect(hers.getByRole("main").getByRole("alert")).toContainText("Somebody here has this login already.");
    await hers.getByLabel("Login").fill(login);
    await hers.getByRole("button", { name: "Create account" }).click();
    await expect(hers.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
    await hers.goto(`${installation.url}/settings/people`);
    await expect(hers.getByText("Only an admin sees it.")).toBeVisible();
    const again = await newcomer(browser);
    await again.goto(invitation);
    await expect(again.getByRole("heading", { name: "This invitation is no good" })).toBeVisible();
    await expectWellMade(again);
    await again.context().close();
  });

  await test.step("another role holds at once, in the session that is there", async () => {
    await page.reload();
    await expect(page.getByText("Grace, navy")).toHaveCount(0);
    await expect(rowOf(page, name)).toContainText("1 session");
    await page.getByLabel(`Role of ${name}`).selectOption({ label: "Member" });
    await expect(page.getByText(`${name}: Member from now on`)).toBeVisible();
    await hers.goto(`${installation.url}/settings/credentials`);
    await expect(hers.getByText("None is stored.")).toBeVisible();
    await page.getByLabel("Role of Ada Lovelace").selectOption({ label: "Member" });
    await expect(page.getByText("There must be an admin, and this is the last one.")).toBeVisible();
    await expect(page.getByLabel("Role of Ada Lovelace")).toHaveValue("ADMIN");
  });

  await test.step("a new password comes by a link, and ends every session", async () => {
    await more(page, name, "Link to a new password…");
    const link = await takeLink(page);
    const elsewhere = await newcomer(browser);
    await elsewhere.goto(link);
    await expect(elsewhere.getByText(`For ${name}, who signs in as ${login}.`)).toBeVisible();
    await expectWellMade(elsewhere);
    await elsewhere.getByLabel("New password").fill("a moth in the relay");
    await elsewhere.getByRole("button", { name: "Set password" }).click();
    await expect(elsewhere.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
    await expect(hers).toHaveURL(/\/sign-in/, { timeout: 30_000 });
    await elsewhere.goto(link);
    await expect(elsewhere.getByRole("heading", { name: "This link is no good" })).toBeVisible();
    await elsewhere.context().close();
  });

  await test.step("an admin ends a session, and then all of it", async () => {
    await fillSignIn(hers, { login, password: "a moth in the relay" });
    await expect(hers.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
    await more(page, name, "Sessions…");
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("listitem")).toHaveCount(2);
    await expectWellMade(page);
    await dialog.getByRole("button", { name: "End", exact: true }).last().click();
    await expect(dialog.getByRole("listitem")).toHaveCount(1);
    await dialog.getByRole("button", { name: "Close" }).last().click();

    await more(page, name, "Disable…");
    await expect(dialog).toContainText("They are signed out everywhere at once");
    await expectWellMade(page);
    await dialog.getByRole("button", { name: "Disable" }).click();
    await expect(rowOf(page, name)).toContainText("Disabled");
    await expect(rowOf(page, name)).toContainText("no session");
    // Her page has a stream: it ends, and leads to the sign-in by itself.
    await expect(hers).toHaveURL(/\/sign-in/, { timeout: 30_000 });
    await fillSignIn(hers, { login, password: "a moth in the relay" });
    await expect(hers.getByRole("main").getByRole("alert")).toHaveText("This name and password do not fit together.");
    await expectWellMade(page);
    await more(page, name, "Enable");
    await expect(page.getByText(`${name} may sign in again`)).toBeVisible();
    await fillSignIn(hers, { login, password: "a moth in the relay" });
    await expect(hers.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
  });
  await hers.context().close();
});

test("a project is shared: a member answers what agents ask, a viewer cannot", async ({
  signedIn: page,
  browser,
  installation,
}) => {
  const helper = await addUser(installation, { name: "Katherine Johnson", login: "katherine", role: "MEMBER" });
  const viewer = await addUser(installation, { name: "Vera Rubin", login: "vera", role: "VIEWER" });
  const projectId = await startStory(page, installation, { scenario: "bench", approvePlan: true });
  await expect(statusLine(page)).toContainText("Needs you: approve the plan");

  const opened = async (account: typeof helper): Promise<Page> => {
    const theirs = await newcomer(browser);
    await theirs.goto(`${installation.url}/sign-in?next=/projects/${projectId}`);
    await fillSignIn(theirs, account);
    return theirs;
  };
  const hers = await opened(helper);
  await expect(hers.getByText("This project does not exist, or you may not see it")).toBeVisible();
  await hers.goto(`${installation.url}/projects`);
  await expect(hers.getByText("No projects yet", { exact: true }).first()).toBeVisible();

  await test.step("its owner shares it in the menu", async () => {
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Share…" }).click();
    const dialog = page.getByRole("dialog", { name: "Share this project" });
    await expect(dialog.getByRole("listitem").filter({ hasText: "Ada Lovelace" })).toContainText("Owner");
    await dialog.getByLabel("Person").selectOption({ label: "Katherine Johnson (katherine)" });
    await dialog.getByLabel("What they may do", { exact: true }).selectOption({ label: "May look" });
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await expect(dialog.getByLabel("What Katherine Johnson may do")).toHaveValue("VIEW");
    await expectWellMade(page);
  });

  await test.step("who may look sees it without reloading, and answers nothing", async () => {
    await hers
      .getByRole("link", { name: /Story bench/ })
      .first()
      .click();
    await expect(hers.getByRole("region", { name: "Approve the plan", exact: true })).toBeVisible();
    await expect(hers.getByRole("button", { name: "Approve plan" })).toHaveCount(0);
  });

  await test.step("a viewer answers nothing", async () => {
    const his = await opened(viewer);
    await expect(his.getByRole("region", { name: "Approve the plan", exact: true })).toBeVisible();
    await expect(his.getByRole("button", { name: "Approve plan" })).toHaveCount(0);
    await expect(his.getByRole("button", { name: "Pause" })).toHaveCount(0);
    await his.context().close();
  });

  await test.step("who may steer answers, and cannot share it on", async () => {
    const dialog = page.getByRole("dialog", { name: "Share this project" });
    await dialog.getByLabel("What Katherine Johnson may do").selectOption({ label: "May steer and answer" });
    await expect(page.getByText("Shared", { exact: true }).first()).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
    await hers.reload();
    await hers.getByRole("button", { name: "More", exact: true }).click();
    await expect(hers.getByRole("menuitem", { name: "Duplicate as a draft" })).toBeVisible();
    await expect(hers.getByRole("menuitem", { name: "Share…" })).toHaveCount(0);
    await hers.keyboard.press("Escape");
    await hers.getByRole("button", { name: "Approve plan" }).click();
    await expect(statusLine(page)).toHaveText(/^Done/, { timeout: 120_000 });
  });
  const [ask] = await installation.database.prisma.ask.findMany({
    where: { projectId },
    select: { answeredById: true },
  });
  expect(ask?.answeredById).toBe(helper.id);
  await hers.context().close();
});

test("the audit page says who did what, filters, and exports", async ({ signedIn: page, installation }) => {
  const person = await addUser(installation, { name: "Annie Easley", login: "annie", role: "MEMBER" });
  await page.goto(`${installation.url}/settings/people`);
  await page.getByLabel("Role of Annie Easley").selectOption({ label: "Viewer" });
  await expect(page.getByText("Annie Easley: Viewer from now on")).toBeVisible();

  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Audit" }).click();
  const entries = page.getByRole("list", { name: "Audit entries" }).locator("> li");
  const sentence = "Changed the role of Annie Easley from member to viewer";
  await expect(entries.filter({ hasText: sentence })).toContainText("Ada Lovelace");
  await expect(entries.filter({ hasText: /Signed in from|became its first admin/ }).first()).toBeVisible();
  await expectWellMade(page);

  await test.step("an entry is opened to all that is recorded of it", async () => {
    const entry = entries.filter({ hasText: sentence });
    await entry.getByRole("button", { name: /^Details of entry/ }).click();
    await expect(entry).toContainText(person.id);
    await expect(entry).toContainText(/[0-9a-f]{64}/);
    await expectWellMade(page);
  });

  await test.step("what is filtered by stands in the address", async () => {
    await page.getByLabel("What", { exact: true }).selectOption({ label: "People and sharing" });
    await page.getByLabel("Who", { exact: true }).selectOption({ label: "Ada Lovelace" });
    await expect(page).toHaveURL(/group=people/);
    await expect(entries.filter({ hasText: /Signed in from/ })).toHaveCount(0);
    await page.reload();
    await expect(page.getByLabel("What", { exact: true })).toHaveValue("people");
    await expect(entries.filter({ hasText: sentence })).toHaveCount(1);
    await page.getByLabel("To", { exact: true }).fill("2020-01-01");
    await expect(page.getByText("Nothing matches", { exact: true })).toBeVisible();
    await expectWellMade(page);
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await expect(entries.filter({ hasText: /Signed in from|became its first admin/ }).first()).toBeVisible();
  });

  await test.step("it leaves as a file, and its chain is whole", async () => {
    await page.getByRole("button", { name: "Export" }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "CSV, for spreadsheets" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^spiral-audit-\S+\.csv$/);
    expect(readFileSync(await download.path(), "utf8")).toContain(sentence);
    expect(await checkAudit(installation.database)).toMatchObject({ whole: true });
    await page.goto(`${installation.url}/health`);
    await expect(page.getByRole("listitem").filter({ hasText: "Audit log" })).toContainText(
      /entries, whole|Not checked yet/,
    );
  });
});
