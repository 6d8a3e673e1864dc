import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ModelPullId } from "../contract/ids.ts";
import type { Domain } from "../domain/domain.ts";
import { askPull, stopPull } from "../domain/local-models/index.ts";
import { createLogger } from "../platform/logger.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestDomain, seedUser } from "../testing/project-factory.ts";
import { createLocalModelKeeper } from "./local-models.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

/** A server that fetches without end. */
const endlessServer = async () => {
  const closed = Promise.withResolvers<void>();
  const server = createServer((_, response) => {
    const telling = setInterval(
      () => response.write(`${JSON.stringify({ status: "pulling", completed: 1e9, total: 400e9 })}\n`),
      20,
    );
    response.on("close", () => {
      clearInterval(telling);
      closed.resolve();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port could be had.");
  return { url: `http://127.0.0.1:${address.port}`, closed: closed.promise, server };
};

test("a pull that is called back ends at the server, is said to be stopped, and can be asked for again", async () => {
  const { url, closed, server } = await endlessServer();
  const here = { ...domain, environment: { ...domain.environment, OLLAMA_HOST: url } };
  const { id: actorId } = await seedUser(domain);
  const keeper = createLocalModelKeeper({
    domain: here,
    log: createLogger("runner", { level: "silent" }),
    signal: new AbortController().signal,
  });
  const pulls = () => database.prisma.modelPull.findMany({ orderBy: { createdAt: "asc" } });
  await askPull(here, { hostUrl: url, model: "colossal:400b", actorId });
  await keeper.pull();
  await expect.poll(async () => (await pulls())[0]?.status).toBe("pulling");

  const id = ModelPullId.parse((await pulls())[0]?.id);
  await stopPull(here, { id, actorId });
  await keeper.pull();
  await closed;
  await keeper.ended();
  expect(await pulls()).toMatchObject([
    { error: "Stopped. Pull it again: the server goes on where it was.", endedAt: expect.any(Date) as unknown },
  ]);
  await expect(stopPull(here, { id, actorId })).rejects.toThrow("The pull of colossal:400b has ended already.");
  await askPull(here, { hostUrl: url, model: "colossal:400b", actorId });
  expect(await pulls()).toMatchObject([{ id }, { endedAt: null }]);
  server.closeAllConnections();
  server.close();
});
