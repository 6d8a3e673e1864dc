import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Domain } from "../domain/domain.ts";
import { submitProject } from "../domain/projects/index.ts";
import { storeSecret } from "../domain/secrets/index.ts";
import { databaseTexts, hidings, markedSecret, waysToFind } from "../testing/canary.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser, settle } from "../testing/project-factory.ts";
import { RunLog } from "./run-log.ts";

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

const claimed = async () => {
  const owner = await seedUser(domain);
  const projectId = await seedDraft(domain, { ownerId: owner.id });
  await submitProject(domain, { projectId, actorId: owner.id });
  return claimOpenRun(domain, projectId);
};

/** Where the database holds it, in whatever spelling. */
const placesOf = async (secret: string): Promise<string[]> =>
  (await databaseTexts(database.url))
    .filter(({ text }) => waysToFind(text, secret).length > 0)
    .map(({ place }) => place);

describe("a stored secret", () => {
  const secret = markedSecret("sk-ant-", `"/+<é`);
  const ending = `[secret •••${secret.slice(-4)}]`;
  beforeAll(() => storeSecret(database.prisma, { name: "anthropic.apiKey", value: secret, actorId: "usr_a" }));

  it("is in no event, whatever says it and however it is spelled", async () => {
    const runLog = new RunLog(domain, await claimed());
    for (const hide of Object.values(hidings))
      await runLog.append({ type: "agent.wrote", blockId: "b", text: `The key is ${hide(secret)}, I think.` });
    await runLog.append({
      type: "tool.called",
      toolUseId: "t",
      name: "Bash",
      input: { command: `curl -H 'x-api-key: ${secret}' https://a.example`, [secret]: [secret] },
      parentToolUseId: null,
    });
    expect(await database.prisma.event.count({ where: { type: { in: ["agent.wrote", "tool.called"] } } })).toBe(
      Object.keys(hidings).length + 1,
    );
    // All but the characters of base64 that also hold bits of a neighbour.
    expect(await placesOf(secret.slice(2, -2))).toEqual([]);
  });

  it("is in no live block at any moment, wherever the pieces are cut", async () => {
    const lease = await claimed();
    const runLog = new RunLog(domain, lease);
    for (const [size, blockId] of [
      [1, "one"],
      [7, "seven"],
      [1_000, "all"],
    ] as const) {
      const text = `echo ${secret} and on, again ${secret}!\n`;
      for (let at = 0; at < text.length; at += size) {
        await runLog.grow(blockId, "shell", text.slice(at, at + size));
        const shown = await database.prisma.liveBlock.findMany({ where: { runId: lease.runId } });
        expect(JSON.stringify(shown)).not.toContain(secret.slice(3, 10));
      }
      await expect
        .poll(async () => (await database.prisma.liveBlock.findFirst({ where: { blockId } }))?.text)
        .toMatch(/ and on, again (?:sk-)?\[secret •••.{4}\]!\n$/);
    }
    await runLog.close();
  });

  it("is not repeated from a service's words when a run fails", async () => {
    const lease = await claimed();
    const message = `401: invalid x-api-key ${secret}`;
    await settle(domain, lease, {
      type: "failed",
      error: { class: "authentication", message, httpStatus: 401, retryAfterMs: null, resetsAt: null },
    });
    const run = await database.prisma.run.findUniqueOrThrow({ where: { id: lease.runId } });
    expect(run.error).toMatchObject({ message: `401: invalid x-api-key ${ending}` });
    const project = await database.prisma.project.findUniqueOrThrow({ where: { id: lease.projectId } });
    expect(project.status).toBe("WAITING");
    expect(await placesOf(secret)).toEqual([]);
  });
});
