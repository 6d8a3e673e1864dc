import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { tarGz, zipOf } from "../server/testing/archives.ts";
import { startGitServer, type GitServer } from "../server/testing/git-server.ts";
import type { Installation } from "./fixtures/installation.ts";
import { expectDone, openProject, submitStory } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";

const brief = "A command line tool that greets people by their names, with tests for every greeting.";
const token = "glpat-only-the-host-may-see-this-91c4";

let root: string;
let host: GitServer;
test.beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), "spiral-ways-"));
  host = await startGitServer(root, { token });
  host.repository("greeter", { "README.md": "# Greeter\n", "AGENTS.md": "Tests first.\n", "src/a.js": "1;\n" });
});
test.afterAll(async () => {
  await host.close();
  rmSync(root, { recursive: true, force: true });
});

const expectWellMade = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
};

const beginForm = async (page: Page, { url }: Installation): Promise<void> => {
  await page.goto(`${url}/projects/new`);
  await page.getByRole("textbox", { name: "Brief" }).fill(brief);
};

/** Without a provider a new project stays a draft; the scripted model takes it from there. */
const playDraft = async (page: Page, installation: Installation): Promise<string> => {
  await page.getByRole("button", { name: "Keep as draft" }).click();
  await page.waitForURL(/\/projects\/prj_\w+$/);
  const id = /prj_\w+$/.exec(page.url())?.[0] ?? "";
  await installation.database.prisma.project.update({
    where: { id },
    data: { scenario: "bench", provider: "scripted", permissionMode: "autonomous" },
  });
  await submitStory(page, installation, id);
  await openProject(page, installation, id);
  return id;
};

test("a private repository comes in with a stored token, and the work goes out as patch, bundle and new branch", async ({
  signedIn: page,
  installation,
}) => {
  test.slow();
  await page.goto(`${installation.url}/settings/imports`);
  const ways = page.getByRole("region", { name: "Ways in and out" });
  await ways.getByLabel("Git hosts in private networks").fill(host.host);
  await ways.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Ways in and out saved")).toBeVisible();
  await expectWellMade(page);

  await beginForm(page, installation);
  await page.getByRole("radio", { name: "Git" }).check({ force: true });
  await page.getByRole("button", { name: "Keep as draft" }).click();
  await expect(page.getByText(/Enter an address that begins with https/)).toBeVisible();
  await page.getByLabel("Address").fill(host.url("greeter"));
  await page.getByRole("button", { name: "Store a credential" }).click();
  const dialog = page.getByRole("dialog", { name: "Store a credential" });
  await dialog.getByLabel("Name").fill("Forge");
  await dialog.getByLabel("Token", { exact: true }).fill(token);
  await expectWellMade(page);
  await dialog.getByRole("button", { name: "Store it" }).click();
  await expect(page.getByText("Credential stored")).toBeVisible();
  await expect(page.getByLabel("Credential", { exact: true })).toContainText("Forge");
  await expectWellMade(page);
  await playDraft(page, installation);
  await expect(page.getByText(/Brought in 3 files/)).toBeVisible({ timeout: 30_000 });
  await expectDone(page);

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Patch, bundle, push…" }).click();
  const out = page.getByRole("dialog", { name: "Bring the work out" });
  await out.getByRole("button", { name: "Make a patch" }).click();
  const exports = out.getByRole("list", { name: "Exports" }).getByRole("listitem");
  await expect(exports.first()).toContainText(/Patch, \d+ commit/, { timeout: 20_000 });
  const download = page.waitForEvent("download");
  await exports.first().getByRole("button", { name: "Download" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toMatch(/^From [0-9a-f]{40} /);
  await out.getByRole("button", { name: "Make a bundle" }).click();
  await expect(exports.first()).toContainText(/Bundle, /, { timeout: 20_000 });
  await out.getByLabel("New branch").fill("main");
  await out.getByRole("button", { name: "Push" }).click();
  await expect(exports.first()).toContainText("There is a branch main already.", { timeout: 20_000 });
  await out.getByLabel("New branch").fill("spiral/greetings");
  await out.getByRole("button", { name: "Push" }).click();
  await expect(exports.first()).toContainText("Pushed to branch spiral/greetings", { timeout: 20_000 });
  expect(host.git("greeter", "log", "--format=%s", "spiral/greetings")).toContain("Begin");
  await expectWellMade(page);
});

/** Its list is right, what it lists is not: only unpacking finds out. */
const brokenInside = async (): Promise<Buffer> => {
  const zip = await zipOf({ "a.txt": "a".repeat(5_000) });
  return zip.fill(0xff, 30 + "a.txt".length, 40 + "a.txt".length);
};

test("archives that are none, lead out or are broken are refused in words; another one takes their place", async ({
  signedIn: page,
  installation,
}) => {
  test.slow();
  await beginForm(page, installation);
  await page.getByRole("radio", { name: "Archive" }).check({ force: true });
  const choose = (name: string, buffer: Buffer) =>
    page
      .getByLabel("Archive", { exact: true })
      .last()
      .setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  await choose("letter.zip", Buffer.from("Dear reader, this is no archive."));
  await expect(page.getByText("This is not an archive that can be unpacked here.")).toBeVisible();
  const uploads = await installation.database.prisma.upload.count();
  await choose("evil.tar.gz", await tarGz([{ name: "../../evil.txt", content: "x" }]));
  await expect(page.getByText(/^evil\.tar\.gz was not taken\..*leads out of the folder/)).toBeVisible();
  await expectWellMade(page);
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(brief);
  await expect(page.getByRole("radio", { name: "Archive" })).toBeChecked();
  await expect(page.getByRole("button", { name: "Choose an archive" })).toBeVisible();
  expect(await installation.database.prisma.upload.count()).toBe(uploads);
  await choose("broken.zip", await brokenInside());
  await expect(page.getByText(/^broken\.zip, /)).toBeVisible();
  await expect(page.getByText(/was not taken/)).toHaveCount(0);
  await playDraft(page, installation);
  await expect(page.getByText(/it is broken, or not complete/).first()).toBeVisible({ timeout: 30_000 });
  await expectWellMade(page);

  await page.getByRole("button", { name: "Start from something else…" }).click();
  const dialog = page.getByRole("dialog", { name: "Start from something else" });
  await dialog.getByText("Archive", { exact: true }).first().click();
  await expect(dialog.getByRole("radio", { name: "Archive" })).toBeChecked();
  await choose("good.zip", await zipOf({ "good/README.md": "# Good\n" }));
  await expect(dialog.getByText(/good\.zip/)).toBeVisible();
  await expectWellMade(page);
  await dialog.getByRole("button", { name: "Use it" }).click();
  await expect(page.getByText(/Brought in 1 file/)).toBeVisible({ timeout: 30_000 });
  await expectDone(page);
});
