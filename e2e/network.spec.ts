import { once } from "node:events";
import { createServer } from "node:http";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { openProject, seedStory } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";

const brief = "A command line tool that prints the total of a CSV file of expenses per month, with tests.";

const expectWellMade = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
};

test("a brief comes with the hosts that its project may reach", async ({ signedIn: page, installation }) => {
  await page.goto(`${installation.url}/projects/new`);
  await page.getByRole("textbox", { name: "Brief" }).fill(brief);
  await expect(page.getByLabel("Package registries")).toBeChecked();
  await expect(page.getByText("registry.npmjs.org, pypi.org and 10 more.")).toBeVisible();
  await page.getByLabel("These hosts").check();
  await page.getByRole("button", { name: "Keep as draft" }).click();
  await expect(page.getByText("Name at least one host, or choose No network.")).toBeVisible();
  await expect(page.getByLabel("Hosts", { exact: true })).toBeFocused();
  await page.getByLabel("Hosts", { exact: true }).fill("Example.org\n*");
  await page.getByRole("button", { name: "Keep as draft" }).click();
  await expect(page.getByText('"*" is not a host.')).toBeVisible();
  await expectWellMade(page);
  await page.getByLabel("Hosts", { exact: true }).fill("Example.org\n*.example.net:8443");
  await page.reload();
  await expect(page.getByLabel("Hosts", { exact: true })).toHaveValue("Example.org\n*.example.net:8443");
  await page.getByRole("button", { name: "Keep as draft" }).click();
  await page.waitForURL(/\/projects\/prj_\w+$/);

  await page.getByRole("button", { name: "Network" }).click();
  const dialog = page.getByRole("dialog", { name: "Network" });
  await expect(dialog.getByLabel("Hosts", { exact: true })).toHaveValue("example.org\n*.example.net:8443");
  await expectWellMade(page);
  await dialog.getByLabel("No network").check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Network changed")).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Network" }).click();
  await expect(page.getByRole("dialog").getByLabel("No network")).toBeChecked();
});

test("the installation's list is changed in the settings, and projects go by it", async ({
  signedIn: page,
  installation,
}) => {
  await page.goto(`${installation.url}/settings/network`);
  const hosts = page.getByRole("region", { name: "Network" }).getByLabel("Hosts");
  await expect(hosts).toHaveValue(/^registry\.npmjs\.org\n/);
  await hosts.fill("https://example.org");
  await page.getByRole("button", { name: "Save hosts" }).click();
  await expect(page.getByText('"https://example.org" is not a host.')).toBeVisible();
  await hosts.fill("");
  await page.getByRole("button", { name: "Save hosts" }).click();
  const dialog = page.getByRole("dialog", { name: "Leave no host?" });
  await expectWellMade(page);
  await dialog.getByRole("button", { name: "Keep the list" }).click();
  await hosts.fill("Mirror.Example.ORG\n\nmirror.lan private, mirror.example.org");
  await page.getByRole("button", { name: "Save hosts" }).click();
  await expect(page.getByText("Hosts saved")).toBeVisible();
  await expect(hosts).toHaveValue("mirror.example.org\nmirror.lan private");
  await openProject(page, installation, await seedStory(installation, { scenario: "bench" }));
  await page.getByRole("button", { name: "Network" }).click();
  await expect(page.getByText("mirror.example.org and mirror.lan private.")).toBeVisible();
});

test("a key goes to a private address only after an admin has permitted it", async ({
  signedIn: page,
  installation,
}) => {
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers["x-api-key"]);
    response.end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const at = server.address();
  const port = at !== null && typeof at === "object" ? at.port : 0;

  await page.goto(`${installation.url}/settings`);
  await page.getByRole("button", { name: "Enter a key" }).click();
  const key = "sk-ant-key-of-a-test-1111";
  await page.getByLabel("API key", { exact: true }).fill(key);
  await page.getByLabel("Base URL").fill(`http://127.0.0.1:${port}`);
  await page.getByRole("button", { name: "Test and save key" }).click();
  await expect(page.getByText("127.0.0.1 leads to this machine itself.")).toBeVisible();
  expect(keys).toEqual([]);

  await page.getByLabel("This address is in my own network").click();
  await page.getByRole("button", { name: "Public addresses only" }).click();
  await expect(page.getByLabel("This address is in my own network")).not.toBeChecked();
  await page.getByLabel("This address is in my own network").click();
  await page.getByRole("button", { name: "Permit it" }).click();
  await expect(page.getByLabel("This address is in my own network")).toBeChecked();
  await expectWellMade(page);
  await page.getByRole("button", { name: "Test and save key" }).click();
  await expect(page.getByText("It may lead into your own network.")).toBeVisible();
  expect(keys).toEqual([key]);

  await page.getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByText("which is not a public address").first()).toBeVisible();
  expect(keys).toEqual([key]);
  server.close();
});
