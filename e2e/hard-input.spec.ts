import type { Page } from "@playwright/test";
import { playProvider } from "./fixtures/played-provider.ts";
import { statusLine } from "./fixtures/project.ts";
import type { Installation } from "./fixtures/installation.ts";
import { expect, test } from "./fixtures/test.ts";

test("a brief that cannot be taken says why at its field, and stays there", async ({
  signedIn: page,
  installation,
}) => {
  const { prisma } = installation.database;
  const before = await prisma.project.count();
  await page.goto(`${installation.url}/projects/new`);
  const brief = page.getByRole("textbox", { name: "Brief", exact: true });
  await expect(brief).toBeFocused();
  for (const [text, words] of [
    ["", "Describe the project in at least 10 characters."],
    ["x", "Describe the project in at least 10 characters."],
    [
      "long words ".repeat(18_600),
      /A brief may have at most 50,000 characters; this one has 204,599\. Put long material into a file/,
    ],
    ["PK\u0003\u0004 a picture or an archive, opened as text", "The brief contains binary data. Paste text only."],
  ] as const) {
    await brief.fill(text);
    await page.getByRole("button", { name: "Keep as draft" }).click();
    await expect(page.getByText(words)).toBeVisible();
    await expect(brief).toHaveAttribute("aria-invalid", "true");
    await expect(brief).toHaveValue(text);
  }
  await page.reload();
  await expect(brief).toHaveValue(/^PK/);
  expect(await prisma.project.count()).toBe(before);
});

const call = async (page: Page, { url }: Installation, procedure: string, input: unknown): Promise<string> => {
  const response = await page.request.post(`${url}/api/trpc/${procedure}`, {
    headers: { origin: url },
    data: { json: input },
  });
  expect(response.ok(), await response.text()).toBe(true);
  return response.text();
};

test("a model that nobody knows and a key that is no longer taken hold the project, with the fix, and nothing is lost", async ({
  signedIn: page,
  installation,
}) => {
  await using provider = await playProvider({ paceMs: 0 });
  const apiKey = "sk-ant-key-of-hard-input-2222";
  await call(page, installation, "providers.replaceKey", { apiKey, baseUrl: provider.url, privateAddress: true });
  const failing = (status: number, type: string, message: string) => () => ({
    status,
    type: "application/json",
    body: JSON.stringify({ type: "error", error: { type, message } }),
  });
  try {
    provider.fails = failing(404, "not_found_error", "model: claude-nobody-1");
    const created = await call(page, installation, "projects.create", {
      brief: "A greeting by name, with a test.",
      permissionMode: "autonomous",
      egressHosts: [],
    });
    const projectId = /prj_\w{26}/.exec(created)?.[0] ?? "";
    await page.goto(`${installation.url}/projects/${projectId}`);
    // The notice says it, and so does the activity a moment later.
    const fix = page.getByText("Choose a model that your account has in Settings, then retry.").first();
    await expect(fix).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/does not know this model|claude-nobody-1/).first()).toBeVisible();

    provider.fails = failing(401, "authentication_error", `invalid x-api-key: ${apiKey}`);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByText(/^Enter a valid API key in Settings/).first()).toBeVisible({ timeout: 60_000 });
    expect(await page.content()).not.toContain(apiKey);

    provider.fails = null;
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(statusLine(page)).toHaveText(/^Done/, { timeout: 90_000 });
  } finally {
    await call(page, installation, "providers.removeKey", undefined);
  }
});
