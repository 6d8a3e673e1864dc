import type { Installation } from "./fixtures/installation.ts";
import { seedStory, submitStory } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

/** Of this test alone: other tests have projects in the same installation. */
const name = "Bulk";

const seed = async (installation: Installation, titles: readonly string[]): Promise<string[]> => {
  const ids: string[] = [];
  for (const title of titles) {
    const id = await seedStory(installation, { scenario: "slow" });
    await installation.database.prisma.project.update({ where: { id }, data: { title: `${name} ${title}` } });
    ids.push(id);
  }
  return ids;
};

test("several projects are paused, prioritised, cancelled and archived at once; what one is refused is said of that one", async ({
  signedIn: page,
  installation,
}) => {
  const { prisma } = installation.database;
  const [first = "", second = "", draft = ""] = await seed(installation, ["first", "second", "draft"]);
  for (const id of [first, second]) await submitStory(page, installation, id);
  const statuses = async () =>
    (await prisma.project.findMany({ where: { id: { in: [first, second, draft] } }, orderBy: { title: "asc" } })).map(
      ({ status, archivedAt }) => (archivedAt === null ? status : "ARCHIVED"),
    );
  const becomes = (expected: string[]) => expect.poll(statuses, { timeout: 60_000 }).toEqual(expected);
  await becomes(["DRAFT", "RUNNING", "RUNNING"]);
  await page.goto(`${installation.url}/projects?view=list&q=${name}`);
  const steer = async (how: "pause" | "cancel", projectId: string): Promise<void> => {
    const response = await page.request.post(`${installation.url}/api/trpc/projects.${how}`, {
      headers: { origin: installation.url },
      data: { json: { projectId } },
    });
    expect(response.ok(), await response.text()).toBe(true);
  };
  const bar = page.getByRole("region", { name: "Selected projects" });
  const message = page.getByRole("region", { name: "Messages" });

  await test.step("selected in the list, those that run are paused, and Undo lets them go on", async () => {
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await expect(bar).toContainText("3 selected");
    await bar.getByRole("button", { name: "Pause 2" }).click();
    await expect(message).toContainText("Paused 2 projects");
    await expect(bar).toBeHidden();
    await becomes(["DRAFT", "PAUSED", "PAUSED"]);
    await message.getByRole("button", { name: "Undo" }).click();
    await becomes(["DRAFT", "RUNNING", "RUNNING"]);
    // They stand still from here on: a story that comes to its end would have nothing left to steer.
    for (const projectId of [first, second]) await steer("pause", projectId);
  });

  await test.step("on the board by keyboard: X selects what has the focus, Escape lets go of all", async () => {
    await page.goto(`${installation.url}/projects?q=${name}`);
    await page.getByRole("link", { name: `${name} draft` }).focus();
    await page.keyboard.press("x");
    await expect(bar).toContainText("1 selected");
    await page.keyboard.press("Escape");
    await expect(bar).toBeHidden();
    await page.keyboard.press("x");
    await expectWellMade(page);
    await bar.getByRole("button", { name: "Priority…" }).click();
    await page.getByRole("dialog").getByLabel("Importance").fill("9");
    await page.getByRole("dialog").getByRole("button", { name: "Set priority" }).click();
    await expect.poll(async () => (await prisma.project.findUniqueOrThrow({ where: { id: draft } })).priority).toBe(45);
    // The page has its answer, too, and lets go of what was selected.
    await expect(bar).toBeHidden();
  });

  await test.step("one of two has ended meanwhile: that is said of it, and the other is resumed", async () => {
    for (const title of ["first", "second"])
      await page.getByRole("checkbox", { name: `Select ${name} ${title}` }).check();
    // Once, however the page puts its requests together.
    const cancelled = Promise.withResolvers<void>();
    let isFirst = true;
    await page.route(/projects\.resume/, async (route) => {
      if (isFirst) {
        isFirst = false;
        await steer("cancel", second);
        cancelled.resolve();
      }
      await cancelled.promise;
      await route.continue();
    });
    await bar.getByRole("button", { name: "Resume", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "1 of 2 projects was not resumed" });
    await expect(dialog).toContainText("It is done for 1 project.");
    await steer("pause", first);
    await expect(dialog.getByRole("listitem")).toContainText(`${name} second`);
    await expect(dialog.getByRole("listitem")).toContainText(/ended|cancelled/i);
    await becomes(["DRAFT", "PAUSED", "CANCELLED"]);
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.unroute(/projects\.resume/);
  });

  await test.step("cancelling is asked about first; what has ended is archived, and Undo brings it back", async () => {
    await page.goto(`${installation.url}/projects?view=list&q=${name}`);
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await bar.getByRole("button", { name: "Cancel 2" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Keep them" }).click();
    await bar.getByRole("button", { name: "Cancel 2" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel 2 projects" }).click();
    await becomes(["CANCELLED", "CANCELLED", "CANCELLED"]);
    // The page has its answer, too, and lets go of what was selected.
    await expect(bar).toBeHidden();
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await bar.getByRole("button", { name: "Archive" }).click();
    await expect(message).toContainText("Archived 3 projects");
    await becomes(["ARCHIVED", "ARCHIVED", "ARCHIVED"]);
    await message.getByRole("button", { name: "Undo" }).last().click();
    await becomes(["CANCELLED", "CANCELLED", "CANCELLED"]);
  });
});
