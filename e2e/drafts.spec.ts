import { expect, test } from "./fixtures/test.ts";

const brief = "A command line tool that prints the total of a CSV file of expenses per month, with tests.";

test.beforeEach(async ({ signedIn: page, installation }) => {
  await page.goto(`${installation.url}/projects/new`);
  await expect(page.getByRole("textbox", { name: "Brief" })).toBeFocused();
});

test("a brief without a provider stays a draft, and the page names the fix", async ({ signedIn: page }) => {
  await expect(page.getByText("Nothing can run this yet")).toBeVisible();
  await page.getByRole("textbox", { name: "Brief" }).fill(brief);
  await page.getByLabel("Show me the plan first").check();
  await page.getByRole("button", { name: "Keep as draft" }).click();

  await page.waitForURL(/\/projects\/\w+$/);
  await expect(page.getByText("Draft · not submitted")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(brief);
  await expect(page.getByLabel("Show me the plan first")).toBeChecked();
  await expect(page.getByText(/Enter an Anthropic API key in Settings|sign in to Claude Code/i).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Submit/ })).toBeDisabled();

  await page.getByRole("textbox", { name: "Brief" }).fill(`${brief} Totals in euros.`);
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText("Draft saved")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(`${brief} Totals in euros.`);

  await page.getByRole("main").getByRole("link", { name: "Open settings" }).click();
  await expect(page.getByRole("heading", { name: "Provider" })).toBeVisible();
});

test("Ctrl+Enter hands it in from within the brief", async ({ signedIn: page }) => {
  await page.getByRole("textbox", { name: "Brief" }).fill(brief);
  await page.getByRole("textbox", { name: "Brief" }).press("Control+Enter");
  await page.waitForURL(/\/projects\/\w+$/);
  await expect(page.getByText("Draft · not submitted")).toBeVisible();
});

test("an unfinished brief survives a reload", async ({ signedIn: page }) => {
  await page.getByRole("textbox", { name: "Brief" }).fill(brief);
  await page.getByLabel("Title").fill("Expenses");
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(brief);
  await expect(page.getByLabel("Title")).toHaveValue("Expenses");

  // What one types right away is not mixed with it; a fresh form is a button away, and so is the way back.
  await expect(page.getByText("This is what you wrote before and did not send.")).toBeVisible();
  await page.keyboard.type("A new one");
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(brief);
  await page.getByRole("button", { name: "Start anew" }).click();
  await expect(page.getByRole("textbox", { name: "Brief" })).toBeFocused();
  await page.keyboard.type("A new one");
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue("A new one");
  await expect(page.getByLabel("Title")).toHaveValue("");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(brief);
  await expect(page.getByLabel("Title")).toHaveValue("Expenses");
});

const refused = [
  { what: "an empty brief", text: "", says: "Describe the project in at least 10 characters." },
  { what: "a brief of a few letters", text: "todo app", says: "Describe the project in at least 10 characters." },
  {
    what: "60,000 characters",
    text: "word ".repeat(12_000),
    says: "A brief may have at most 50,000 characters; this one has 59,999.",
  },
  {
    what: "binary data",
    text: "\u0089PNG\u001a\u0001\u0002 and some words",
    says: "The brief contains binary data. Paste text only.",
  },
];

for (const { what, text, says } of refused) {
  test(`${what} is refused in words, and kept`, async ({ signedIn: page }) => {
    await page.getByRole("textbox", { name: "Brief" }).fill(text);
    await page.getByRole("button", { name: "Keep as draft" }).click();
    await expect(page.getByText(says)).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Brief" })).toBeFocused();
    await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(text);
    await expect(page).toHaveURL(/\/projects\/new$/);
  });
}

test("a brief that the server does not get is kept, and said so", async ({ signedIn: page, context }) => {
  await page.getByRole("textbox", { name: "Brief" }).fill(brief);
  await context.setOffline(true);
  await page.getByRole("button", { name: "Keep as draft" }).click();
  await expect(page.getByText("The project could not be created")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(brief);
  await context.setOffline(false);
  await page.getByRole("button", { name: "Keep as draft" }).click();
  await page.waitForURL(/\/projects\/\w+$/);
});
