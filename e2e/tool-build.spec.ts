import { eventsOfType, openProject, startStory } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

const long = { timeout: 180_000 };
test.setTimeout(480_000);

test("a tool is asked for, approved, built by agents, accepted, and used by the agent that waited for it", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "uses-tool" });
  const { prisma } = installation.database;
  const buildOf = async () => {
    const request = await prisma.toolRequest.findFirstOrThrow({ where: { projectId } });
    return prisma.project.findFirstOrThrow({ where: { buildsRequestId: request.id } });
  };

  await test.step("approving it begins to build it, and the agent waits", async () => {
    const ask = page.getByRole("region", { name: "The Developer asks for a tool: voice_checker" });
    await ask.getByRole("button", { name: "Approve…" }).click(long);
    await expect(page.getByRole("checkbox", { name: /The agent waits until it is there/ })).toBeChecked();
    await page.getByLabel("Requests for building it").fill("12");
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    await expect(page.getByText("Waiting for the tool voice_checker, which is being built").first()).toBeVisible();
    await page.goto(`${installation.url}/tools`);
    await expect(page.getByRole("region", { name: /^Being built/ })).toContainText("voice_checker");
  });

  await test.step("what is built is shown whole: rights, checks, source and hash", async () => {
    await openProject(page, installation, (await buildOf()).id);
    const ask = page.getByRole("region", { name: "Accept the tool voice_checker 1.0.0?" });
    await expect(ask).toBeVisible(long);
    await expect(ask).toContainText("The tests fail without the implementation");
    await expect(ask).toContainText("registerTool");
    await expectWellMade(page);
    await ask.getByRole("button", { name: "Accept", exact: true }).click();
    await expect(ask).toBeHidden();
  });

  await test.step("the agent that waited calls it, and uses what it gives back", async () => {
    await openProject(page, installation, projectId);
    await expect(page.getByText("Done", { exact: true }).first()).toBeVisible(long);
    const outputs = (await eventsOfType(installation, projectId, "tool.finished")).map(({ output }) => output);
    expect(outputs).toContain("It sounds warm.");
  });

  await test.step("the registry has it, with its use; switched off, nobody has it any more", async () => {
    const { id } = await prisma.tool.findFirstOrThrow({ where: { projectId } });
    await page.goto(`${installation.url}/tools/${id}`);
    await expect(page.getByRole("heading", { name: "voice_checker" })).toBeVisible();
    await expect(page.getByRole("main")).toContainText("Story uses-tool");
    await expectWellMade(page);
    await page.getByRole("button", { name: "Switch off" }).click();
    await expect.poll(async () => (await prisma.tool.findUniqueOrThrow({ where: { id } })).enabled).toBe(false);
  });
});
