import { z } from "zod";
import { openProject, seedStory, startStory, expectDone, statusLine, submitStory } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";
import { aManifest, aToolFolder } from "../server/testing/tool-factory.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

// An installation that no other file has put projects into.
test.use({ installationOptions: { paceMs: 5 } });

test("pages before the sign-in are well made", async ({ page, installation }) => {
  for (const path of ["/sign-in", "/setup", "/nowhere"]) {
    await page.goto(installation.url + path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectWellMade(page);
  }
});

test("an empty dashboard says what to do first", async ({ signedIn: page, installation }) => {
  await page.goto(`${installation.url}/projects`);
  await expect(page.getByText("No projects yet", { exact: true })).toBeVisible();
  await expectWellMade(page);
});

const pages = [
  { path: "/welcome", heading: /^Welcome/, settled: "Found" },
  { path: "/projects/new", heading: "New project", settled: "Nothing can run this yet" },
  { path: "/settings", heading: "Settings", settled: "Anthropic API key" },
  { path: "/settings/limits", heading: "Settings", settled: "Save limits" },
  { path: "/templates", heading: "Templates", settled: "Security audit and fix" },
  { path: "/agents", heading: "Agents", settled: "Code review and security audit" },
  { path: "/health", heading: "Health", settled: "Healthy" },
  { path: "/tools", heading: "Tools", settled: "Bring in a tool" },
  {
    path: "/projects/prj_00000000000000000000000000",
    heading: "Project",
    settled: "This project does not exist, or you may not see it",
  },
] as const;

for (const { path, heading, settled } of pages) {
  test(`${path} is well made`, async ({ signedIn: page, installation }) => {
    await page.goto(installation.url + path);
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeAttached();
    await expect(page.getByText(settled).first()).toBeAttached();
    await expectWellMade(page);
  });
}

test("a tool can be brought in, looked at and switched off, on pages that are well made", async ({
  signedIn: page,
  installation,
}) => {
  const { archive, hash } = await aToolFolder(aManifest({ name: "brought_in" }));
  await page.goto(`${installation.url}/tools`);
  await page.getByRole("button", { name: "Bring in a tool" }).click();
  await page
    .getByLabel("Archive")
    .setInputFiles({ name: "tool.tar.gz", mimeType: "application/gzip", buffer: archive });
  await expect(page.getByText("Spiral has run no check of it")).toBeVisible();
  await expectWellMade(page);
  await page.getByRole("button", { name: "Accept exactly this" }).click();
  await expect(page.getByRole("heading", { name: "brought_in", level: 1 })).toBeVisible();
  await expect(page.getByRole("group", { name: "Source of server.js" })).toBeVisible();
  await expectWellMade(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toBe(`brought_in-1.0.0-${hash.slice(0, 12)}.tar.gz`);
  await page.getByRole("button", { name: "Switch off" }).click();
  await expect(page.getByRole("button", { name: "Switch on" })).toBeVisible();
});

test("a project's page is well made as a draft, and where it asks", async ({ signedIn: page, installation }) => {
  await openProject(page, installation, await seedStory(installation, { scenario: "bench" }));
  await expect(page.getByText("Draft · not submitted")).toBeVisible();
  await expectWellMade(page);

  const asked = [
    { scenario: "bench", approvePlan: true, ask: "Approve the plan" },
    { scenario: "asks-permission", permissionMode: "ask", ask: "The Developer wants to run a command" },
    { scenario: "escalates", ask: "The Project Manager asks you to decide" },
  ] as const;
  for (const { ask, ...story } of asked) {
    await startStory(page, installation, story);
    await expect(page.getByRole("region", { name: ask })).toBeVisible();
    await expectWellMade(page);
  }
});

test("a project's page is well made at work and paused", async ({ signedIn: page, installation }) => {
  await startStory(page, installation, { scenario: "slow" });
  await expect(page.getByText("Still writing")).toBeAttached();
  await expectWellMade(page);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(statusLine(page)).toHaveText("Paused · no process left");
  await expectWellMade(page);
});

test("a project's page is well made when it is done, each of its parts", async ({ signedIn: page, installation }) => {
  // A whole sample, and seventeen looks at pages twice over.
  test.setTimeout(600_000);
  await startStory(page, installation, { scenario: "sample-build" });
  await expectDone(page);
  for (const tab of ["Activity", "Changes", "Checks", "Plan", "Report", "Files"]) {
    await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    await expectWellMade(page);
  }

  await test.step("changes stand once a file, and look as one last chose", async () => {
    await page.getByRole("tab", { name: "Changes" }).click();
    const index = page.getByRole("navigation", { name: "Changed files" }).getByRole("button");
    await expect(index.filter({ hasText: "src/format.js" })).toHaveCount(1);
    const layout = page.getByRole("group", { name: "Layout of the changes" });
    await page.getByRole("button", { name: "Wrap lines" }).click();
    await layout.getByText("Side by side").click();
    await expectWellMade(page);
    await page.reload();
    await expect(layout.getByLabel("Side by side")).toBeChecked();
    await layout.getByText("Unified").click();
    await expect(page.getByRole("button", { name: "Wrap lines" })).toHaveAttribute("aria-pressed", "true");
  });

  await test.step("settings show what it takes of the disk", async () => {
    await page.goto(`${installation.url}/settings/disk`);
    await expect(page.getByText(/^\d.* of \d.* free$/)).toBeVisible();
    await expectWellMade(page);
  });
});

test("the board and the list show projects as they are, and their address says which", async ({
  signedIn: page,
  context,
  installation,
}) => {
  const projectId = await seedStory(installation, { scenario: "escalates" });
  await page.goto(`${installation.url}/projects`);
  const column = (name: string) => page.getByRole("region", { name: new RegExp(`^${name}, `) });
  const card = (name: string) =>
    column(name)
      .getByRole("listitem")
      .filter({ has: page.locator(`a[href="/projects/${projectId}"]`) });
  await expect(card("Planning")).toContainText("Draft");

  await test.step("a card moves by itself and says what is needed", async () => {
    await submitStory(page, installation, projectId);
    const other = await context.newPage();
    await openProject(other, installation, projectId);
    await expect(card("Needs you")).toContainText("In which language should it greet?", { timeout: 60_000 });
    await other.getByRole("button", { name: "Accept as it is" }).click();
    await expect(card("Done")).toContainText("1/1 phase", { timeout: 60_000 });
    await other.close();
  });

  await test.step("view, filter and search stand in the address", async () => {
    await page.getByRole("group", { name: "View" }).getByText("List").click();
    await expect(page).toHaveURL(/view=list/);
    await page.getByRole("combobox", { name: "State" }).selectOption({ label: "Done" });
    await page.getByRole("searchbox", { name: "Search projects" }).fill("escalates");
    await expect(page).toHaveURL(/q=escalates/);
    await expect(page).toHaveURL(/state=done/);
    await page.reload();
    await expect(page.getByRole("table").getByRole("row")).not.toHaveCount(1);
    await expect(page.getByRole("searchbox", { name: "Search projects" })).toHaveValue("escalates");
    await expectWellMade(page);
    await page.getByRole("searchbox", { name: "Search projects" }).fill("no such thing");
    await expect(page.getByText("No project matches", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Clear search and filter" }).click();
    await page.goto(`${installation.url}/projects`);
    await expectWellMade(page);
  });
});

const Component = z.strictObject({ status: z.enum(["healthy", "degraded", "unhealthy"]), detail: z.string().min(1) });
/** Of what is not measured for every look. */
const Checked = Component.extend({ checkedAt: z.iso.datetime().optional() });
const Health = z.strictObject({
  status: Component.shape.status,
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  components: z.strictObject({
    database: Component,
    runner: Component,
    sandbox: Component,
    claudeCode: Component,
    provider: Component,
    ledger: Checked,
    audit: Checked,
    disk: Component,
  }),
});

test("health is measured, for people and for machines", async ({ request, signedIn: page, installation }) => {
  const response = await request.get(`${installation.url}/api/health`);
  expect(response.status()).toBe(200);
  const health = Health.parse(await response.json());
  expect(health.components).toMatchObject({ database: { status: "healthy" }, runner: { status: "healthy" } });

  await page.goto(`${installation.url}/health`);
  const row = page.getByRole("listitem").filter({ has: page.getByText("Database", { exact: true }) });
  await expect(row).toContainText("Healthy");
  await expect(page.getByText(`Version ${health.version}.`)).toBeVisible();
  await expect(page.getByRole("link", { name: "/api/health" })).toHaveAttribute("href", "/api/health");
});

test("a page that finds no place for its stream says so, and goes live when one is free", async ({
  signedIn: page,
  context,
  installation,
}) => {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const input = encodeURIComponent(JSON.stringify({ json: { projectIds: [] } }));
  const leaving = new AbortController();
  for (let count = 0; count < 20; count += 1) {
    const response = await fetch(`${installation.url}/api/trpc/live.stream?input=${input}`, {
      headers: { cookie, origin: installation.url },
      signal: leaving.signal,
    });
    // Its first words: it has its place.
    await response.body?.getReader().read();
  }
  await page.goto(`${installation.url}/projects`);
  const sign = page.getByText("Not live: too many pages are open. Close some of them.");
  await expect(sign).toBeVisible();
  await expectWellMade(page);
  leaving.abort();
  await expect(sign).toHaveCount(0, { timeout: 30_000 });
});
