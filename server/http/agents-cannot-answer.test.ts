import { once } from "node:events";
import { chmodSync } from "node:fs";
import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { packageRegistries } from "../contract/egress.ts";
import { submitProject } from "../domain/projects/index.ts";
import { createApiToken } from "../domain/users/index.ts";
import { dnsOf, openDoor } from "../egress/egress.fixture.ts";
import { testingWalls } from "../sandbox/walls/testing-walls.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { advanceTo, seedDraft } from "../testing/project-factory.ts";
import { trpcRequest } from "../testing/trpc-request.ts";
import { createUser, plainDomain, testDataDir } from "../testing/web.ts";
import { handleTrpc } from "../trpc/handler.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** The dashboard's procedures on every address of this machine; `answered` is what it has said. */
const startDashboard = async () => {
  const domain = plainDomain(database);
  const answered: number[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part);
      const headers = { authorization: request.headers.authorization ?? "", host: "localhost", origin: "" };
      const asked = new Request(`http://localhost${request.url}`, {
        method: request.method ?? "GET",
        headers: { ...headers, "content-type": request.headers["content-type"] ?? "" },
        ...(parts.length > 0 && { body: Buffer.concat(parts) }),
      });
      asked.headers.delete("origin");
      const changes = () => {
        throw new Error("No stream here.");
      };
      const rules = { allowedHosts: ["localhost"], publicOrigin: null };
      const answer = await handleTrpc(asked, { domain, changes, rules, dataDir: testDataDir });
      answered.push(answer.status);
      response.writeHead(answer.status).end(await answer.text());
    })();
  });
  await once(server.listen(0, "0.0.0.0"), "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return { domain, answered, port: address !== null && typeof address === "object" ? address.port : 0 };
};

/** Runs inside, with what it is told: asks for an answer directly, and by either way of the proxy. */
const attempt = `
const http = require("node:http");
const { token, port, path, body, hosts } = JSON.parse(process.argv[1]);
const proxy = new URL(process.env.HTTP_PROXY);
const headers = { authorization: "Bearer " + token, "content-type": "application/json" };
const ask = (options) => new Promise((resolve) => {
  const request = http.request({ method: "POST", timeout: 5000, headers, ...options }, (response) => {
    response.resume().on("end", () => resolve(response.statusCode));
  });
  request.on("connect", (response, socket) => (socket.destroy(), resolve("tunnel " + response.statusCode)));
  request.on("timeout", () => request.destroy(new Error("timeout")));
  request.on("error", (error) => resolve(error.code ?? error.message));
  request.end(options.method === "CONNECT" ? undefined : body);
});
(async () => {
  const through = { host: proxy.hostname, port: proxy.port };
  for (const host of hosts) {
    console.log(host, await ask({ host, port, path }));
    console.log(host, await ask({ ...through, path: "http://" + host + ":" + port + path, headers: { ...headers, host: host + ":" + port } }));
    console.log(host, await ask({ ...through, method: "CONNECT", path: host + ":" + port }));
  }
})();
`;

test("from a sandbox nothing reaches the dashboard, with an administrator's token in its hands", async () => {
  const { domain, answered, port } = await startDashboard();
  const admin = await createUser(domain, { role: "ADMIN" });
  const { token } = await createApiToken(domain, { userId: admin.id, name: "stolen", access: "FULL", days: null });
  const projectId = await seedDraft(domain, { ownerId: admin.id, approvePlan: true });
  await submitProject(domain, { projectId, actorId: admin.id });
  await advanceTo(domain, projectId, null);
  const ask = await database.prisma.ask.findFirstOrThrow({ where: { projectId } });
  const input = {
    askId: ask.id,
    contentHash: ask.contentHash,
    answer: { kind: "plan_approval", decision: "approve", comment: "" },
  };
  const request = trpcRequest({ path: "asks.answer", type: "mutation", input });
  const [path, body] = [new URL(request.url).pathname, await request.text()];
  const own = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).flatMap(({ address, family }) => (family === "IPv4" ? [address] : [])),
  );
  const hosts = [...new Set(["127.0.0.1", "localhost", "0.0.0.0", ...own])];

  const { door } = await openDoor(packageRegistries, { lookup: dnsOf({ localhost: [["127.0.0.1"]] }).lookup });
  // The sandbox's user has to pass through.
  if (door.address.kind === "socket") chmodSync(dirname(door.address.path), 0o711);
  const { open, run } = await testingWalls();
  const sandbox = await open("prj_one", { doors: { gateway: null, egress: door.address } });
  const told = JSON.stringify({ token, port, path, body, hosts });
  const { output } = await run(sandbox, "", {
    doors: ["egress"],
    command: "node",
    args: ["-e", attempt, told],
    timeoutMs: 120_000,
  });
  const tries = output.trim().split("\n");
  expect(tries).toHaveLength(hosts.length * 3);
  for (const line of tries) expect(line).toMatch(/ (E[A-Z]+|403|tunnel 403)$/);
  expect(answered).toEqual([]);
  expect((await database.prisma.ask.findUniqueOrThrow({ where: { id: ask.id } })).status).toBe("PENDING");

  // The same call from outside is an answer: it was the walls that kept it off.
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  expect((await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", headers, body })).status).toBe(200);
  expect((await database.prisma.ask.findUniqueOrThrow({ where: { id: ask.id } })).status).toBe("ANSWERED");
});
