import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { defaultScriptedModel } from "../server/providers/scripted/models.ts";
import { eventsOfType, expectDone, statusLine } from "./fixtures/project.ts";
import { playProvider } from "./fixtures/played-provider.ts";
import { expect, test } from "./fixtures/test.ts";

interface Received {
  readonly id: string;
  readonly signature: string;
  readonly timestamp: string;
  readonly body: string;
}

/** Somebody else's program that takes messages. */
const startReceiver = async () => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const header = (name: string): string => String(request.headers[name]);
      received.push({
        id: header("webhook-id"),
        signature: header("webhook-signature"),
        timestamp: header("webhook-timestamp"),
        body,
      });
      response.writeHead(204).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port could be had.");
  return {
    received,
    url: `http://127.0.0.1:${address.port}/hook`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const isSignedWith = (secret: string, { id, timestamp, body, signature }: Received): boolean => {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  return signature === `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
};

test("work stops at its budget, tells of it, and goes on in the same session when it is raised", async ({
  signedIn: page,
  installation,
}) => {
  await using provider = await playProvider({ paceMs: 0 });
  await using receiver = await startReceiver();
  const { url } = installation;
  const { prisma } = installation.database;
  const post = (procedure: string, json: unknown) =>
    page.request.post(`${url}/api/trpc/${procedure}`, { headers: { origin: url }, data: { json } });
  const key = { apiKey: "sk-ant-played-for-budgets", baseUrl: provider.url, privateAddress: true, untested: false };
  expect((await post("providers.replaceKey", key)).ok()).toBe(true);
  // A dollar for a million tokens: Claude Code's first call alone is above a cent, the plan is far below.
  const million = 1_000_000;
  const rates = { input: million, output: million, cacheWrite5m: million, cacheWrite1h: million, cacheRead: million };
  for (const model of [defaultScriptedModel, "claude-sonnet-5-5"]) {
    const validFrom = new Date("2026-11-01T00:00:00Z");
    await prisma.modelPrice.create({ data: { id: `prc_test_${model}`, model, validFrom, ...rates, source: "a test" } });
  }
  try {
    // Where it is told.
    await page.goto(`${url}/settings/alerts`);
    await page.getByLabel("Webhook").fill(receiver.url);
    await page.getByRole("button", { name: "Save webhook" }).click();
    await expect(page.getByText("Begin with https://")).toBeVisible();
    await page.getByLabel("This address is in my own network").check();
    await page.getByRole("button", { name: "Save webhook" }).click();
    const secret = (await page.getByText(/^whsec_/).textContent()) ?? "";
    await page.getByRole("button", { name: "Send a test" }).click();
    await expect(page.getByRole("row", { name: /webhook\.test Delivered/ })).toBeVisible();
    expect(receiver.received.map((message) => isSignedWith(secret, message))).toEqual([true]);
    await page.reload();
    await expect(page.getByText("Messages are signed with the secret")).toBeVisible();
    expect(await page.content()).not.toContain(secret);

    // What it may cost.
    await page.goto(`${url}/projects/new`);
    await page.getByRole("textbox", { name: "Brief" }).fill("Write a function that greets by name, with a test.");
    const budget = page.getByLabel("Budget");
    await expect(budget).toHaveValue("10.00");
    await budget.fill("-5");
    await page.getByRole("button", { name: /^Start project/ }).click();
    await expect(page.getByText("A budget is not negative")).toBeVisible();
    await budget.fill("0.01");
    await page.getByText("Autonomous", { exact: true }).click();
    await page.getByRole("button", { name: /^Start project/ }).click();
    await page.waitForURL(/\/projects\/prj_/);
    const projectId = page.url().split("/").at(-1) ?? "";

    // It stops, and says so.
    await expect(statusLine(page)).toHaveText(/^Waiting for budget: \$0\.\d\d of \$0\.01 used/, { timeout: 60_000 });
    await expect(page.getByRole("progressbar", { name: "Cost against this project's budget" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Keep paused" })).toBeVisible();
    const bell = page.getByRole("link", { name: /^Alerts \d new$/ });
    await expect(bell).toBeVisible({ timeout: 20_000 });
    await bell.click();
    await expect(page.getByText(/^100 % of the budget of .* is used/)).toBeVisible();
    const opened = () => receiver.received.filter(({ body }) => body.includes("alert.opened"));
    await expect.poll(() => opened().length).toBeGreaterThanOrEqual(3);
    expect(opened().every((message) => isSignedWith(secret, message))).toBe(true);
    const marks = opened().map(({ body }) => Number(/"mark":(\d+)/.exec(body)?.[1]));
    expect(marks.toSorted((a, b) => a - b)).toEqual([50, 80, 100]);

    // Raised, it goes on where it was.
    await page.getByRole("link", { name: "Open the project" }).first().click();
    await page.getByLabel("New budget").fill("5");
    await page.getByRole("button", { name: "Raise and resume" }).click();
    await expectDone(page);
    const started = await eventsOfType(installation, projectId, "attempt.started");
    const developer = started.filter(({ operation }) => operation === "IMPLEMENT");
    expect(developer.map(({ resumed }) => resumed)).toEqual([false, true]);
    const sessions = await prisma.agentSession.count({ where: { phase: { projectId } } });
    expect(sessions).toBe(1);
    const [audit] = await prisma.auditEntry.findMany({
      where: { action: "budget.changed", subjectId: projectId },
      orderBy: { at: "desc" },
      take: 1,
    });
    expect(audit?.detail).toMatchObject({ from: 10_000, to: 5_000_000 });
    await expect.poll(() => receiver.received.some(({ body }) => body.includes("alert.resolved"))).toBe(true);

    // What was spent is what the ledger says, to the last millionth.
    const spend = await prisma.spend.findFirstOrThrow({ where: { scope: "PROJECT", subjectId: projectId } });
    const { _sum } = await prisma.reservation.aggregate({ where: { projectId }, _sum: { settledMicros: true } });
    expect(spend.reservedMicros).toBe(0n);
    expect(spend.spentMicros).toBe(_sum.settledMicros);
    const differing = await prisma.$queryRaw<unknown[]>`
      SELECT 1 FROM "Reservation" r LEFT JOIN "UsageRecord" u ON u."key" = r."callId"
      WHERE r."projectId" = ${projectId} AND (u."key" IS NULL OR u."costMicros" <> r."settledMicros")`;
    expect(differing).toEqual([]);
  } finally {
    await post("webhook.remove", null);
    await post("providers.removeKey", null);
  }
});
