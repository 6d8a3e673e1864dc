import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { workspacePaths } from "../server/sandbox/workspace-files.ts";
import { readZip } from "../server/testing/read-zip.ts";
import { activity } from "./fixtures/activity.ts";
import { expectDone, openProject, startStory } from "./fixtures/project.ts";
import { admin, expect, test } from "./fixtures/test.ts";

const expectWellMade = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
};

/** Clicks what downloads something. @returns the file's name as the browser would save it, and its content */
const download = async (page: Page, click: () => Promise<void>): Promise<{ name: string; content: Buffer }> => {
  const [started] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: started.suggestedFilename(), content: readFileSync(await started.path()) };
};
const tab = (page: Page, name: string) => page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
const inMenu = async (page: Page, item: string): Promise<void> => {
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

test("files are shown and saved, never rendered, whatever an agent has called them", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "bench" });
  await expectDone(page);
  const { filesPath } = workspacePaths(installation.dataDir, projectId);
  const markup = "<img src=x onerror=document.title='owned'>";
  writeFileSync(path.join(filesPath, markup), "<script>document.title = 'owned'</script>");
  writeFileSync(path.join(filesPath, "invoice\u202Egnp.exe"), "x");
  writeFileSync(path.join(filesPath, "two\nlines"), "x");
  writeFileSync(Buffer.concat([Buffer.from(`${filesPath}/caf`), Buffer.from([0xe9])]), "latin1");

  await tab(page, "Files");
  for (const name of ["invoice⟨U+202E⟩gnp.exe", "two⟨LF⟩lines", "caf\\xE9", markup])
    await expect(page.getByRole("button", { name })).toBeVisible();
  await expectWellMade(page);
  for (const name of ["caf\\xE9", markup]) {
    await page.getByRole("button", { name }).click();
    await expect(page.getByRole("region", { name, exact: true })).toBeVisible();
    await page.reload();
  }
  await expect(page.getByText("<script>document.title = 'owned'</script>")).toBeVisible();
  await expect(page).not.toHaveTitle("owned");
  await expectWellMade(page);

  const file = await download(page, () => page.getByRole("button", { name: "Download this file" }).click());
  expect(file.name).toMatch(/^_img src=x onerror=document\.title='owned'_$/);
  const archive = await download(page, () => page.getByRole("button", { name: "Download all files" }).click());
  expect(archive.name).toBe("story-bench.zip");
  const names = readZip(archive.content).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["story-bench/invoice_gnp.exe", "story-bench-download-notes.txt"]));
  expect(names.filter((name) => name.includes(".git/"))).toEqual([]);
});

test("a project is archived, found again, and its workspace removed for good", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "bench" });
  await expectDone(page);
  const folder = path.dirname(workspacePaths(installation.dataDir, projectId).filesPath);
  await expect(page.getByText(/^Workspace \d+(\.\d)? [KM]B$/)).toBeVisible({ timeout: 40_000 });

  await test.step("archive", async () => {
    await inMenu(page, "Archive");
    await expect(page.getByText(/^Archived on /)).toBeVisible();
    await expect(activity(page).getByText(`Archived by ${admin.name}`)).toBeVisible();
    await expectWellMade(page);
    await page.goto(`${installation.url}/projects`);
    const card = page.locator(`a[href="/projects/${projectId}"]`);
    await expect(page.getByRole("combobox", { name: "Projects shown" })).toBeVisible();
    await expect(card).toHaveCount(0);
    await page.getByRole("combobox", { name: "Projects shown" }).selectOption({ label: "Archived" });
    await expect(page).toHaveURL(/archived=1/);
    await expect(card).toBeVisible();
    await expectWellMade(page);
  });

  await test.step("out and in again", async () => {
    await openProject(page, installation, projectId);
    await inMenu(page, "Take out of the archive");
    await expect(page.getByText(/^Archived on /)).toHaveCount(0);
    await inMenu(page, "Archive");
    await expect(page.getByText(/^Archived on /)).toBeVisible();
  });

  await test.step("remove", async () => {
    await inMenu(page, "Remove workspace…");
    const dialog = page.getByRole("dialog", { name: "Remove the workspace?" });
    await expect(dialog).toContainText(/\d+(\.\d)? [KM]B in \d+ files/);
    await dialog.getByRole("button", { name: "Keep it" }).click();
    expect(existsSync(folder)).toBe(true);
    await inMenu(page, "Remove workspace…");
    await dialog.getByRole("button", { name: "Remove workspace" }).click();
    await expect(page.getByText(/^Workspace removed on /).first()).toBeVisible();
    await expect.poll(() => existsSync(folder)).toBe(false);
    await expect(activity(page).getByText(`Workspace removed by ${admin.name}`)).toBeVisible();
    await page.getByRole("button", { name: "More" }).click();
    await expect(page.getByRole("menuitem")).toHaveText(["Share…", "Duplicate as a draft"]);
    await page.keyboard.press("Escape");
  });

  await test.step("what is left says so", async () => {
    for (const name of ["Files", "Changes"]) {
      await tab(page, name);
      await expect(page.getByRole("tabpanel").getByText(/^Workspace removed on /)).toBeVisible();
      await expectWellMade(page);
    }
    await tab(page, "Report");
    await expect(page.getByRole("heading", { name: "Report" })).toBeVisible();
    for (const kind of ["archive", "file?path=a"]) {
      const response = await page.request.get(`${installation.url}/api/downloads/${projectId}/${kind}`);
      expect(response.status()).toBe(410);
    }
  });
});

test("the settings say what takes the disk, and what is removed by itself", async ({
  signedIn: page,
  installation,
}) => {
  const projectId = await startStory(page, installation, { scenario: "bench" });
  await expectDone(page);
  const orphan = path.join(installation.dataDir, "workspaces", "prj_of_nobody");
  mkdirSync(orphan);
  writeFileSync(path.join(orphan, "file"), "x");
  const disk = page.getByRole("region", { name: "Disk" });
  const rowOf = (text: string) => disk.getByRole("row").filter({ hasText: text });
  await expect(async () => {
    await page.goto(`${installation.url}/settings/disk`);
    await expect(rowOf("prj_of_nobody")).toContainText(/\d [KM]B/, { timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await expect(disk.getByText(/^\d.* of \d.* free$/)).toBeVisible();
  await expect(disk.locator(`a[href="/projects/${projectId}"]`)).toBeVisible();
  await expectWellMade(page);

  await rowOf("prj_of_nobody").getByRole("button", { name: "Remove" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove this folder?" });
  await expectWellMade(page);
  await dialog.getByRole("button", { name: "Remove folder" }).click();
  await expect.poll(() => existsSync(orphan)).toBe(false);
  await expect(rowOf("prj_of_nobody")).toHaveCount(0);

  await disk.getByLabel("Remove the workspaces of archived projects").fill("0");
  await disk.getByRole("button", { name: "Save rules" }).click();
  await expect(disk.getByText("At least one day.")).toBeVisible();
  await disk.getByLabel("Remove the workspaces of archived projects").fill("90");
  await disk.getByLabel("Remove the whole outputs of attempts").fill("");
  await disk.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByText("Rules saved")).toBeVisible();
  await page.reload();
  await expect(disk.getByLabel("Remove the workspaces of archived projects")).toHaveValue("90");
  await expect(disk.getByLabel("Remove the whole outputs of attempts")).toHaveValue("");
});
