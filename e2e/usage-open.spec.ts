import { seedCalls, seedUsagePlace } from "../server/testing/usage-factory.ts";
import { admin, expect, test } from "./fixtures/test.ts";

test("while the usage page is open all its figures go on together, and it says so when they cannot", async ({
  signedIn: page,
  installation: { database, url },
}) => {
  const owner = await database.prisma.user.findUniqueOrThrow({ where: { login: admin.login } });
  const place = await seedUsagePlace(database, { ownerId: owner.id, title: "Orchard" });
  const free = { provider: "ollama", accountKind: "local", account: "local", basis: "local", costMicros: null };
  const call = (model: string) => ({ ...free, at: new Date(), billable: false, model });
  await seedCalls(database, place, [call("pear")]);

  await page.clock.install();
  await page.goto(`${url}/usage?tz=UTC&project=${place.projectId}&table=tokens&table=latency&table=week`);
  const requests = page.getByRole("region", { name: "In this period" }).locator("div", { hasText: /^Requests/ });
  const table = (name: string | RegExp) => page.getByRole("table", { name });
  await expect(requests).toContainText("1");
  await expect(table(/^Hours of the week/)).toContainText("1");
  await expect(table(/^Latency/)).toContainText("4,000 ms");
  await expect(table(/^Tokens/)).toContainText("1,000");
  await expect(table("Calls")).toContainText("pear");

  await seedCalls(database, place, [call("plum")]);
  await page.clock.fastForward(31_000);
  await expect(requests).toContainText("2");
  await expect(table(/^Tokens/)).toContainText("2,000");
  await expect(table(/^Hours of the week/)).toContainText("2");
  await expect(table("Calls")).toContainText("plum");

  await page.route("**/api/trpc/*usage.summary*", (route) => route.abort());
  await page.clock.fastForward(31_000);
  const note = page.getByText("Figures as of");
  await expect(note).toContainText("They could not be brought up to date since: The server did not answer.");
  await expect(requests).toContainText("2");
  await page.unrouteAll();
  await page.clock.fastForward(31_000);
  await expect(note).toHaveCount(0);
});
