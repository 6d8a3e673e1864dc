import type { Page } from "@playwright/test";
import type { Installation } from "./fixtures/installation.ts";
import { eventsOfType, openProject, startStory } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";

const long = { timeout: 180_000 };
test.setTimeout(480_000);

/** Approves the tool that the project asks for, as its agent waits for it. @returns the project that builds it */
const approve = async (page: Page, { database }: Installation, projectId: string): Promise<string> => {
  await page.getByRole("button", { name: "Approve…" }).click(long);
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(page.getByText(/^Waiting for the tool .*, which is being built$/).first()).toBeVisible();
  const { id } = await database.prisma.toolRequest.findFirstOrThrow({ where: { projectId } });
  return (await database.prisma.project.findFirstOrThrow({ where: { buildsRequestId: id } })).id;
};
const done = (page: Page) => expect(page.getByText("Done", { exact: true }).first()).toBeVisible(long);
/** What the agent had as the result of its call. */
const results = async (installation: Installation, projectId: string): Promise<string> =>
  (await eventsOfType(installation, projectId, "tool.finished")).map(({ output }) => output).join("\n");

test("a tool that crashes, hangs, floods and fails while it is used harms nobody, and its page says so", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "uses-odd-tool" });
  await openProject(page, installation, await approve(page, installation, projectId));
  const ask = page.getByRole("region", { name: "Accept the tool odd_tool 1.0.0?" });
  await expect(ask).toContainText("reads the project's files", long);
  await ask.getByRole("button", { name: "Accept", exact: true }).click();
  await openProject(page, installation, projectId);
  await done(page);
  const { id } = await installation.database.prisma.tool.findFirstOrThrow({ where: { projectId } });
  await page.goto(`${installation.url}/tools/${id}`);
  const calls = page.getByRole("table");
  for (const how of ["Crashed", "Took too long", "Printed too much", "Succeeded"])
    await expect(calls).toContainText(how);
  await expect(page.getByText("5 calls, 4 failed")).toBeVisible();
});

test("a build whose gate is never passed comes to nothing: who waits for it is told why, and it can be built again", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "uses-toothless-tool" });
  const buildId = await approve(page, installation, projectId);
  await openProject(page, installation, buildId);
  await page.getByRole("button", { name: "Stop the project" }).click(long);
  await page
    .getByRole("dialog")
    .or(page.getByRole("alertdialog"))
    .getByRole("button", { name: "Stop the project" })
    .click();
  await openProject(page, installation, projectId);
  await done(page);
  expect(await results(installation, projectId)).toContain("voice_checker was approved and could not be built.");
  await page.goto(`${installation.url}/tools`);
  const row = page.getByRole("listitem").filter({ hasText: "Story uses-toothless-tool" });
  await expect(row).toContainText("Came to nothing");
  await row.getByRole("button", { name: "Build again" }).click();
  await expect
    .poll(
      () =>
        installation.database.prisma.project.count({
          where: { title: "Tool: voice_checker", id: { not: buildId }, status: { not: "DRAFT" } },
        }),
      long,
    )
    .toBeGreaterThan(0);
});

test("a tool is refused with another way; another is put off, and asked for again on its day", async ({
  signedIn: page,
  installation,
}) => {
  const { prisma } = installation.database;
  const refused = await startStory(page, installation, { scenario: "asks-for-tool" });
  await page.getByRole("button", { name: "Refuse…" }).click(long);
  await page.getByLabel("Why not?").fill("It sounds fine.");
  await page.getByLabel("What to do instead").fill("Read it aloud twice.");
  await page.getByRole("button", { name: "Refuse", exact: true }).click();
  await done(page);
  expect(await results(installation, refused)).toContain("Do this instead: Read it aloud twice.");

  const later = await startStory(page, installation, { scenario: "asks-for-tool" });
  await page.getByRole("button", { name: "Put off…" }).click(long);
  await page.getByLabel("Ask me again on").fill("2099-01-01");
  await page.getByLabel("Why").fill("Not before the release.");
  await page.getByRole("button", { name: "Put off", exact: true }).click();
  await done(page);
  expect(await results(installation, later)).toContain("Put off until 2099-01-01");
  // Its day comes.
  await prisma.toolRequest.updateMany({ where: { projectId: later }, data: { dueAt: new Date(0) } });
  await expect(page.getByText("This was put off until 2099-01-01").first()).toBeVisible(long);
  await page.getByRole("button", { name: "Refuse…" }).click();
  await page.getByLabel("Why not?").fill("Not needed after all.");
  await page.getByRole("button", { name: "Refuse", exact: true }).click();
  await expect
    .poll(async () => (await prisma.toolRequest.findFirstOrThrow({ where: { projectId: later } })).status)
    .toBe("REJECTED");
});
