import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./fixtures/test.ts";

const brief = "A Rust command line tool that reads a CSV file of expenses and prints the total per month, with tests.";

test("the page reads the brief as one types, and a person has the last word", async ({
  signedIn: page,
  installation,
}) => {
  await page.goto(`${installation.url}/projects/new`);
  const [language, result, complexity] = [
    page.getByLabel("Language"),
    page.getByLabel("Result"),
    page.getByLabel("Complexity"),
  ];
  await page.getByRole("textbox", { name: "Brief" }).fill(brief);
  await expect(language.getByRole("option").first()).toHaveText(/^Rust \(\d\d %\)$/);
  await expect(page.getByText("From “Rust command line”")).toBeVisible();
  await expect(result.getByRole("option").first()).toHaveText("Software");
  await page
    .getByRole("textbox", { name: "Brief" })
    .fill("Should we use SQLite or PostgreSQL for 300 members? Compare and recommend one.");
  await expect(result.getByRole("option").first()).toHaveText("A document");
  await expect(language.getByRole("option").first()).toHaveText("Not clear: the plan chooses");
  await page.getByRole("textbox", { name: "Brief" }).fill(brief);
  await expect(language.getByRole("option").first()).toHaveText(/^Rust/);

  await test.step("the preview shows it as it will read", async () => {
    await page.getByRole("group", { name: "Write or preview" }).getByText("Preview", { exact: true }).click();
    await expect(page.getByRole("region", { name: "Preview" })).toContainText("reads a CSV file");
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.getByRole("group", { name: "Write or preview" }).getByText("Write", { exact: true }).click();
  });

  await test.step("text files go into the brief, others are named", async () => {
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles([
        { name: "format.csv", mimeType: "text/csv", buffer: Buffer.from("date;amount\n2026-01-01;3\n") },
        { name: "photo.png", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0xff, 0x00]) },
      ]);
    await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(
      `${brief}\n\n**format.csv**\n\n\`\`\`\ndate;amount\n2026-01-01;3\n\`\`\``,
    );
    await expect(page.getByText("photo.png is not a text file")).toBeVisible();
  });

  await test.step("files are dropped and pasted, too", async () => {
    const field = page.getByRole("textbox", { name: "Brief" });
    for (const kind of ["drop", "paste"] as const) {
      await field.evaluate((element, event) => {
        const data = new DataTransfer();
        data.items.add(new File([`what was ${event}ed\n`], `${event}.md`, { type: "text/markdown" }));
        const options = { bubbles: true, cancelable: true };
        element.dispatchEvent(
          event === "drop"
            ? new DragEvent("drop", { ...options, dataTransfer: data })
            : new ClipboardEvent("paste", { ...options, clipboardData: data }),
        );
      }, kind);
      await expect(field).toHaveValue(new RegExp(`what was ${kind}ed`));
    }
  });

  await test.step("what is chosen is kept over a reload, and wrong figures are refused at their field", async () => {
    await complexity.selectOption({ label: "Complex" });
    await language.selectOption({ label: "Go" });
    await page.getByLabel("Developer assignments, at most").fill("0");
    await page.locator("summary", { hasText: "Models" }).click();
    await page.getByRole("group", { name: "Models" }).getByLabel("Quality Assurance").fill("claude-haiku-5");
    await page.reload();
    await expect(language).toHaveValue("go");
    await page.getByRole("button", { name: /^Keep as draft|^Start project/ }).click();
    await expect(page.getByText("At least one.")).toBeVisible();
    await page.getByLabel("Developer assignments, at most").fill("7");
  });

  await page.getByRole("button", { name: /^Keep as draft|^Start project/ }).click();
  await page.waitForURL(/\/projects\/prj_\w+$/);
  const projectId = page.url().split("/").at(-1);
  const project = await page.request.get(
    `${installation.url}/api/trpc/projects.get?input=${encodeURIComponent(JSON.stringify({ json: { projectId } }))}`,
  );
  expect(await project.text()).toMatch(/"language":"go","kind":"build","complexity":"complex"/);

  await page.goto(`${installation.url}/projects/new`);
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue("");
});

test("a project is begun by keyboard alone, and what was typed is there after a reload", async ({
  signedIn: page,
  installation,
}) => {
  await page.goto(`${installation.url}/projects/new`);
  await expect(page.getByRole("textbox", { name: "Brief" })).toBeFocused();
  await page.keyboard.type("Write a function that reverses a string, with a test.");
  await expect(page.getByLabel("Complexity").getByRole("option").first()).toHaveText(/^Simple/);
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(
    "Write a function that reverses a string, with a test.",
  );
  const reached = new Set<string>();
  for (let tabs = 0; tabs < 60 && !reached.has("submit"); tabs += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return "";
      if (element instanceof HTMLButtonElement && element.type === "submit") return "submit";
      return element.closest("label, details, div")?.textContent?.slice(0, 200) ?? element.tagName;
    });
    reached.add(at);
  }
  expect([...reached].some((text) => text.includes("Show me the plan first"))).toBe(true);
  expect(reached).toContain("submit");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/projects\/prj_\w+$/);
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue(
    "Write a function that reverses a string, with a test.",
  );
});

test("a template becomes a brief, and a gap that is left open is named", async ({ signedIn: page, installation }) => {
  await page.goto(`${installation.url}/templates`);
  await page.getByRole("button", { name: "New template" }).click();
  const form = page.getByRole("dialog", { name: "New template" });
  await form.getByLabel("Name").fill("Port it");
  await form.getByRole("textbox", { name: "Brief" }).fill("Port {{What}} to Go.");
  await form.getByRole("button", { name: "Save template" }).click();
  await expect(form.getByText(/A gap is written/).last()).toBeVisible();
  await form
    .getByRole("textbox", { name: "Brief" })
    .fill("Port {{what: the program}} to {{language}}, please.\n\n{{notes?}}");
  await expect(form.getByText("Gaps: what, language, notes.")).toBeVisible();
  await form.getByRole("button", { name: "Save template" }).click();
  await expect(form).toHaveCount(0);

  await page.getByRole("link", { name: "Use Port it" }).click();
  const picker = page.getByRole("dialog", { name: "Use a template" });
  await picker.getByLabel("What").fill("count.py");
  await picker.getByRole("button", { name: "Fill in the brief" }).click();
  await expect(picker.getByText("This is missing: the template needs it.")).toHaveCount(1);
  await picker.getByLabel("Language").fill("Go");
  await picker.getByRole("button", { name: "Fill in the brief" }).click();
  await expect(page.getByRole("textbox", { name: "Brief" })).toHaveValue("Port count.py to Go, please.");
  await expect(page.getByLabel("Language").getByRole("option").first()).toHaveText(/^Go \(/);

  await page.goto(`${installation.url}/templates`);
  await page.getByRole("button", { name: "Edit Port it" }).click();
  const edit = page.getByRole("dialog", { name: "Edit template" });
  await edit.getByLabel("Name").fill("Port something");
  await edit.getByRole("button", { name: "Save template" }).click();
  await page.getByRole("button", { name: "Remove Port something" }).click();
  await page.getByRole("button", { name: "Remove the template" }).click();
  await expect(page.getByRole("heading", { name: "Port something" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Security audit and fix" })).toBeVisible();
});

test("an admin changes what agents read about a language", async ({ signedIn: page, installation }) => {
  await page.goto(`${installation.url}/agents`);
  await page.getByText("Rust", { exact: true }).click();
  await page.getByRole("button", { name: "Edit Rust" }).click();
  await page.getByLabel("Rust", { exact: true }).fill("- Edition 2024, no unsafe.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Edition 2024, no unsafe.")).toBeVisible();
  await page.getByRole("button", { name: "Restore the built-in text of Rust" }).click();
  await expect(page.getByText("Edition 2024, no unsafe.")).toHaveCount(0);
});
