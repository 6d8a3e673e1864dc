import { once } from "node:events";
import { createServer } from "node:http";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/test.ts";

const goodKey = "sk-ant-api03-good-key-1111";

const expectWellMade = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
};

/** A service that knows one key and says which models it has. */
const startService = async () => {
  const server = createServer((request, response) => {
    if (request.headers["x-api-key"] !== goodKey) response.writeHead(401).end();
    else if (request.url?.startsWith("/v1/models?") !== true) response.writeHead(404).end();
    else response.setHeader("content-type", "application/json").end('{"data":[{"id":"claude-sonnet-5-5"}]}');
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The service has no port.");
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
};

const enterKey = async (page: Page, key: string, url: string): Promise<void> => {
  await page.getByLabel("API key").fill(key);
  if ((await page.getByLabel("Base URL").inputValue()) !== url) {
    await page.getByLabel("Base URL").fill(url);
    await page.getByLabel("This address is in my own network").click();
    await page.getByRole("button", { name: "Permit it" }).click();
  }
  await page.getByRole("button", { name: "Test and save key" }).click();
};

test("every provider is really tried, a wrong key is refused, and the new project page says what will run it", async ({
  signedIn: page,
  installation,
}) => {
  const service = await startService();
  const providers = page.getByRole("region", { name: "Providers" });
  try {
    await page.goto(`${installation.url}/settings`);
    await providers.getByRole("button", { name: "Test: Claude Code" }).click();
    await expect(providers.getByText(/^Asked Claude Code on .+ for its version and sign-in\. It took \d/)).toBeVisible({
      timeout: 60_000,
    });
    await expect(providers.getByText(/Run claude on .+ and sign in there/)).toBeVisible();
    await providers.getByRole("button", { name: "Test: Ollama" }).click();
    await expect(providers.getByText(/asked the server of OLLAMA_HOST for its models\. It took \d/)).toBeVisible({
      timeout: 60_000,
    });
    await expectWellMade(page);

    await test.step("a wrong key changes nothing and says so; the right one is stored and tested again", async () => {
      await providers.getByRole("button", { name: "Enter a key" }).click();
      await enterKey(page, "sk-ant-api03-wrong-key-2222", service.url);
      await expect(page.getByText("This key is refused")).toBeVisible();
      await expect(page.getByText(/refuses the key \(401\).*Nothing was stored/)).toBeVisible();
      await enterKey(page, goodKey, service.url);
      await expect(providers.getByRole("button", { name: "Replace key" })).toBeVisible();
      await providers.getByRole("button", { name: "Test: Anthropic API key" }).click();
      await expect(
        providers.getByText(/for its list of models with the key that ends in 1111\. It took \d/),
      ).toBeVisible();
      await expect(providers.getByText("It works.").first()).toBeVisible();
    });

    await test.step("a model by complexity; one that the provider does not have is refused", async () => {
      await page.goto(`${installation.url}/settings/models`);
      const models = page.getByRole("region", { name: "Models" });
      await models.getByText("By complexity").click();
      const complex = models.getByLabel("Developer, complex projects");
      await complex.fill("claude-nobody-9");
      await models.getByRole("button", { name: "Save models" }).click();
      await expect(models.getByText(/has no model "claude-nobody-9"\. It offers claude-sonnet-5-5/)).toBeVisible();
      await expectWellMade(page);
      await complex.fill("claude-sonnet-5-5");
      const simple = models.getByLabel("Developer, simple projects");
      await simple.fill("claude-sonnet-5-5");
      await models.getByRole("button", { name: "Save models" }).click();
      await expect(page.getByText("Models saved")).toBeVisible();
      await page.reload();
      await expect(complex).toHaveValue("claude-sonnet-5-5");
      const { prisma } = installation.database;
      const audited = await prisma.auditEntry.count({ where: { subjectId: "models.byComplexity" } });
      expect(audited).toBeGreaterThanOrEqual(1);
      await models.getByRole("button", { name: "Use the defaults" }).click();
      await models.getByRole("button", { name: "Save models" }).click();
      await expect.poll(() => prisma.setting.count({ where: { key: "models.byComplexity" } })).toBe(0);
    });

    await test.step("beside the start stand what will run it, what it may cost at most, and an estimate", async () => {
      await page.goto(`${installation.url}/projects/new`);
      await page
        .getByRole("textbox", { name: "Brief" })
        .fill("A Rust command line tool that prints the total per month, with tests.");
      await expect(page.getByRole("button", { name: /^Start project/ })).toBeVisible();
      const beside = page.getByText(/^Runs on Claude · Anthropic API with/);
      // Other stories of this installation may have changed the default budget, or have cost something.
      await expect(beside).toContainText(/Costs at most \$\d+\.\d\d, its budget\.|Billed by use\./);
      await expect(beside).toContainText(/No estimate yet: nothing like it has been run here\.|Likely \$/);
      await page.getByRole("textbox", { name: "Brief" }).fill("");
    });
  } finally {
    await installation.database.prisma.secret.deleteMany({ where: { name: "anthropic.apiKey" } });
    await installation.database.prisma.setting.deleteMany({ where: { key: { startsWith: "provider." } } });
    service.close();
  }
});
