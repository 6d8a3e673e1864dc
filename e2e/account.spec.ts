import { admin, expect, fillSignIn, test } from "./fixtures/test.ts";

test("a page leads through the sign-in back to itself", async ({ page, installation }) => {
  for (const path of ["/projects", "/projects/new", "/settings", "/health", "/welcome", "/projects/prj_unknown"]) {
    await page.goto(installation.url + path);
    await expect(page).toHaveURL(`${installation.url}/sign-in?next=${encodeURIComponent(path)}`);
  }
  await page.goto(`${installation.url}/settings`);
  await fillSignIn(page, { password: "not the password" });
  await expect(page.getByRole("main").getByRole("alert")).toContainText(/login|password/i);
  await expect(page.getByLabel("Login")).toHaveValue(admin.login);
  await fillSignIn(page);
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
  await expect(page).toHaveURL(`${installation.url}/settings`);
});

test("who does not exist is refused in the same words as a wrong password", async ({ page, installation }) => {
  await page.goto(`${installation.url}/sign-in`);
  await fillSignIn(page, { login: "nobody", password: "some password" });
  const refusal = page.getByRole("main").getByRole("alert");
  await expect(refusal).toHaveText(/\w/);
  const words = await refusal.innerText();
  await page.reload();
  await fillSignIn(page, { password: "some password" });
  await expect(refusal).toHaveText(words);
});

for (const next of ["https://example.com/", "//example.com", String.raw`/\example.com`, "javascript:alert(1)"]) {
  test(`nobody is led to ${next} after signing in`, async ({ page, installation }) => {
    await page.goto(`${installation.url}/sign-in?next=${encodeURIComponent(next)}`);
    await fillSignIn(page);
    await expect(page.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(installation.url);
  });
}

test("signing out ends the session itself, not only the cookie", async ({ page, context, installation }) => {
  await page.goto(`${installation.url}/sign-in`);
  await fillSignIn(page);
  await expect(page.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
  const cookies = await context.cookies();
  await page.getByRole("button", { name: /account and theme/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();

  await context.addCookies(cookies);
  await page.goto(`${installation.url}/projects`);
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a session ended in the settings is over at once, elsewhere", async ({
  signedIn: page,
  browser,
  installation,
}) => {
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await other.goto(`${installation.url}/sign-in`);
  await fillSignIn(other);
  await expect(other.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();

  await page.goto(`${installation.url}/settings/sessions`);
  const sessions = page.getByRole("region", { name: "Sessions" }).getByRole("listitem");
  await expect(sessions.filter({ hasText: "This browser" })).toHaveCount(1);
  const ended = sessions.filter({ hasNotText: "This browser" });
  // The newest is the first; those of other tests may stand there too.
  const before = await ended.count();
  await ended.first().getByRole("button", { name: "End" }).click();
  await expect(ended).toHaveCount(before - 1);

  await other.reload();
  await expect(other).toHaveURL(/\/sign-in/);
  await elsewhere.close();
});

test("after too many failures the sign-in says when to come back", async ({ page, installation }) => {
  await page.goto(`${installation.url}/sign-in`);
  const refusal = page.getByRole("main").getByRole("alert");
  for (let failures = 0; failures < 10; failures += 1) {
    await fillSignIn(page, { login: "grace", password: `wrong ${failures}` });
    await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
    await expect(refusal).not.toContainText("Too many");
  }
  await fillSignIn(page, { login: "grace", password: "wrong again" });
  await expect(refusal).toContainText(/Too many sign-ins have failed\. Try again in 1\d minutes\./);
  // Somebody else is not kept out by it.
  await fillSignIn(page);
  await expect(page.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
});
