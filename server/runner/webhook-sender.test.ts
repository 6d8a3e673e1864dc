import { once } from "node:events";
import { createServer } from "node:http";
import { createHmac } from "node:crypto";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Domain } from "../domain/domain.ts";
import { queueDelivery, readWebhook, removeWebhook, saveWebhook, testWebhook } from "../domain/webhooks/index.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestDomain, seedUser } from "../testing/project-factory.ts";
import { silent } from "../testing/web.ts";
import { sendDueDeliveries } from "./webhook-sender.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let actorId: string;
let now = new Date("2026-11-28T12:00:00Z");
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database, { now: () => now });
  actorId = (await seedUser(domain)).id;
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const later = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};
const send = () => sendDueDeliveries({ domain, log: silent });
const newest = async () => (await readWebhook(domain)).deliveries[0];

interface Received {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A receiver that answers with what it is told to, one after the other and then the last again. */
const receive = (...statuses: number[]) =>
  receiveWith((count) => statuses[Math.min(count, statuses.length) - 1] ?? 200);

const receiveWith = async (statusOf: (count: number) => number | Promise<number>) => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      received.push({ headers: request.headers, body });
      const status = await statusOf(received.length);
      response.writeHead(status, { location: "http://127.0.0.1:9/elsewhere" }).end("secret words of the receiver");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port could be had.");
  const url = `http://127.0.0.1:${address.port}/hook?token=canary-of-the-address`;
  const { secret } = await saveWebhook(domain, { input: { url, privateAddress: true }, actorId });
  if (secret === null) throw new Error("There is no new secret.");
  return { received, secret, url };
};

test("a message is signed so that its receiver can check it, and sent once", async () => {
  const { received, secret } = await receive(204);
  await testWebhook(domain, { by: "Ada" });
  await Promise.all([send(), send()]);
  await send();
  expect(received).toHaveLength(1);
  const { headers, body } = received[0] ?? { headers: {}, body: "" };
  const id = String(headers["webhook-id"]);
  const timestamp = String(headers["webhook-timestamp"]);
  expect(Number(timestamp)).toBe(now.getTime() / 1_000);
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
  expect(JSON.parse(body)).toEqual({ id, type: "webhook.test", timestamp: now.toISOString(), data: { by: "Ada" } });
  expect(await newest()).toMatchObject({ id, status: "DELIVERED", httpStatus: 204, attempts: 1 });
});

test("many that take their time are each sent by one runner, however long they take together", async () => {
  const { received } = await receiveWith(async (count) => {
    later(9_000);
    // Another runner looks while the seventh is under way.
    if (count === 7) await send();
    return 204;
  });
  for (let message = 0; message < 8; message += 1) await testWebhook(domain, { by: "Ada" });
  await send();
  expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(8);
  expect(received).toHaveLength(8);
});

test("a failed one is tried again with growing pauses, and given up in the end", async () => {
  const { received } = await receive(500);
  await testWebhook(domain, { by: "Ada" });
  await send();
  expect(await newest()).toMatchObject({ status: "PENDING", attempts: 1, error: "The receiver answered with 500." });
  await send();
  expect(received).toHaveLength(1);
  for (const pause of [5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000]) {
    later(pause);
    await send();
  }
  expect(received).toHaveLength(7);
  expect(await newest()).toMatchObject({ status: "FAILED", attempts: 7 });
});

test("one that gets through later is delivered", async () => {
  const { received } = await receive(503, 200);
  await testWebhook(domain, { by: "Ada" });
  await send();
  later(5_000);
  await send();
  expect(received).toHaveLength(2);
  expect(await newest()).toMatchObject({ status: "DELIVERED", attempts: 2, error: null });
});

test("redirects are not followed, and no error names the address, the secret or the answer", async () => {
  const { secret, url } = await receive(302);
  await testWebhook(domain, { by: "Ada" });
  await send();
  const delivery = await newest();
  expect(delivery).toMatchObject({ status: "PENDING", attempts: 1 });
  const said = JSON.stringify(delivery);
  for (const word of ["canary-of-the-address", secret, new URL(url).host, "secret words"]) {
    expect(said).not.toContain(word);
  }
});

test.each([
  ["this machine", "https://127.0.0.1/x"],
  ["a private network", "https://10.1.2.3/x"],
  ["a number in disguise", "https://0x7f000001/x"],
])("%s is refused without permission", async (_, url) => {
  await expect(saveWebhook(domain, { input: { url, privateAddress: false }, actorId })).rejects.toMatchObject({
    code: "invalid",
  });
});

test("a cloud's metadata service is refused with permission, too", async () => {
  const input = { url: "http://169.254.169.254/latest", privateAddress: true };
  await expect(saveWebhook(domain, { input, actorId })).rejects.toMatchObject({ code: "invalid" });
});

test("a name that leads into a private network is refused when it is connected to", async () => {
  await receive(200);
  const input = { url: "https://localhost/x", privateAddress: true };
  await saveWebhook(domain, { input, actorId });
  await database.prisma.setting.update({ where: { key: "webhook.privateAddress" }, data: { value: false } });
  await testWebhook(domain, { by: "Ada" });
  await send();
  expect((await newest())?.error).toContain("private network");
});

test("nothing is written without a webhook, and what waits is given up when it is removed", async () => {
  await receive(500);
  await testWebhook(domain, { by: "Ada" });
  await removeWebhook(domain, { actorId });
  expect(await newest()).toMatchObject({ status: "FAILED", error: "The webhook was removed." });
  const before = await database.prisma.webhookDelivery.count();
  await queueDelivery({ tx: database.prisma, now }, { type: "alert.opened", data: {} });
  expect(await database.prisma.webhookDelivery.count()).toBe(before);
  await expect(testWebhook(domain, { by: "Ada" })).rejects.toMatchObject({ code: "not_found" });
});
