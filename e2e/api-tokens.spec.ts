import { admin, expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

test("a program reads with a token until it is revoked, and changes nothing (R62)", async ({
  signedIn: page,
  installation,
}) => {
  const { url } = installation;
  await page.goto(`${url}/settings/tokens`);
  // The password was last entered long ago: a session that was left open is not enough to make a token.
  await installation.database.prisma.session.updateMany({ data: { confirmedAt: new Date(0) } });
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByText("Say what it is for")).toBeVisible();
  await page.getByLabel("What it is for").fill("Nightly report");
  await page.getByLabel("Good for").selectOption("30 days");
  await page.getByRole("button", { name: "Make the token" }).click();
  const again = page.getByRole("dialog", { name: "Enter your password again" });
  await again.getByLabel("Your password", { exact: true }).fill("not the password");
  await again.getByRole("button", { name: "Go on" }).click();
  await expect(again.getByText("The password is not right.")).toBeVisible();
  await again.getByLabel("Your password", { exact: true }).fill(admin.password);
  await again.getByRole("button", { name: "Go on" }).click();
  const token = (await page.getByText(/^spiral_pat_/).textContent()) ?? "";
  expect(token).toMatch(/^spiral_pat_[\w-]{43}$/);
  await expectWellMade(page);

  const headers = { authorization: `Bearer ${token}` };
  const ask = () => fetch(`${url}/api/trpc/viewer.me`, { headers });
  expect(await (await ask()).text()).toContain(admin.login);
  const change = await fetch(`${url}/api/trpc/alerts.markRead`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: "{}",
  });
  expect([change.status, await change.text()]).toEqual([403, expect.stringContaining("only read")]);
  expect((await fetch(`${url}/api/usage/export?format=json&period=today`, { headers })).status).toBe(200);
  expect(installation.output()).not.toContain(token);

  await page.reload();
  expect(await page.content()).not.toContain(token);
  const row = page.getByRole("listitem").filter({ hasText: "Nightly report" });
  await expect(row).toContainText(`…${token.slice(-4)}`);
  await expect(row).toContainText("Last used");
  await row.getByRole("button", { name: "Revoke Nightly report" }).click();
  await page.getByRole("button", { name: "Revoke it" }).click();
  await expect(row).toHaveCount(0);
  expect(await (await ask()).text()).not.toContain(admin.login);
  expect((await fetch(`${url}/api/usage/export?format=json&period=today`, { headers })).status).toBe(401);
});
