import { eventsOfType, expectDone, openProject, seedStory, statusLine, submitStory } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

test("an agent without requests asks for more, and goes on when they are granted (R12)", async ({
  signedIn: page,
  installation,
}) => {
  const { url } = installation;
  const { prisma } = installation.database;
  const projectId = await seedStory(installation, { scenario: "sample-build" });
  const requestLimits = { PROJECT_MANAGER: 75, DEVELOPER: 100, QUALITY_ASSURANCE: 1 };
  await prisma.project.update({ where: { id: projectId }, data: { requestLimits, title: "Few requests" } });
  await submitStory(page, installation, projectId);
  await openProject(page, installation, projectId);

  // It stands still before the second review, and says exactly what it needs.
  await expect(statusLine(page)).toHaveText(/more requests for an agent/, { timeout: 90_000 });
  const card = page.getByRole("region", { name: "Quality Assurance has no requests left" });
  await expect(card.getByText("1 of 1 requests are used. Review waits for one more.")).toBeVisible();
  await expect(card.getByText(/^Recommended: \d+ more\. /)).toBeVisible();
  await expect(
    page.getByRole("listitem").filter({ hasText: "Quality Assurance" }).getByText("1 of 1", { exact: true }),
  ).toBeVisible();
  const waiting = await prisma.run.findFirstOrThrow({ where: { projectId, status: "WAITING" } });
  expect(waiting.requestOf).toBeNull();
  expect(await prisma.providerCall.count({ where: { runId: waiting.id } })).toBe(0);
  await expectWellMade(page);

  // The Agents page says so too, and leads there.
  await page.goto(`${url}/agents`);
  const row = page.getByRole("row", { name: /Few requests/ });
  await expect(row.getByText("1 of 1", { exact: true })).toBeVisible();

  // Granted in the inbox, it goes on with the run that waited.
  await page.goto(`${url}/inbox`);
  await page.getByRole("button", { name: /Give Quality Assurance more requests.*Few requests/s }).click();
  await page.getByLabel("More requests").fill("0");
  await page.getByRole("button", { name: "Grant and go on" }).click();
  await expect(page.getByText("Enter a whole number from 1 to 1,000.")).toBeVisible();
  await page.getByLabel("More requests").fill("9");
  await page.getByRole("button", { name: "Grant and go on" }).click();
  await openProject(page, installation, projectId);
  await expectDone(page);
  expect(await prisma.run.findUniqueOrThrow({ where: { id: waiting.id } })).toMatchObject({
    status: "SUCCEEDED",
    requestOf: "QUALITY_ASSURANCE",
  });
  await expect(page.getByText(/^\d+ of 10$/)).toBeVisible();
  const answered = await eventsOfType(installation, projectId, "ask.answered");
  expect(answered.map(({ answer }) => answer)).toEqual([{ kind: "allocation", decision: "grant", requests: 9 }]);
});
