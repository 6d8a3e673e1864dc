import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedCall, seedLease } from "../../testing/ledger-factory.ts";
import { createTestDomain } from "../../testing/project-factory.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain } from "../domain.ts";
import { markSessionStarted, useSession } from "./agent-sessions.ts";
import { sessionForPhase } from "./session-for-phase.ts";

let database: TestDatabase;
const atMinute = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));
let domain: Domain & { close(): Promise<void> };
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

test("Claude is told what was done in its place until it has been told: an attempt that died before does not count", async () => {
  const { prisma } = database;
  const lease = await seedLease(domain);
  const phase = await prisma.phase.create({
    data: {
      id: newId("phase"),
      projectId: lease.projectId,
      cycle: 1,
      position: 0,
      title: "Greeter",
      kind: "feature",
      goal: "Greet.",
      acceptanceCriteria: [],
      expectedArtefacts: [],
      status: "IMPLEMENTING",
    },
  });
  const choose = (local: boolean) =>
    sessionForPhase(domain, {
      phaseId: phase.id,
      goRound: 0,
      provider: local ? "ollama" : "anthropic_api",
      contextTokens: local ? 64_000 : null,
      newId: randomUUID,
    });
  let minute = 0;
  /** An attempt in whatever is chosen; of those that die early no model is asked. */
  const attempt = async (local: boolean, asks: { readonly inputUncached: number } | null) => {
    const { session, handOver } = await choose(local);
    minute += 2;
    const id = newId("attempt");
    const startedAt = atMinute(minute);
    const endedAt = atMinute(minute + 1);
    await prisma.attempt.create({
      data: { id, runId: lease.runId, leaseToken: lease.leaseToken + minute, runnerId: "rnr_test", startedAt, endedAt },
    });
    await useSession(domain, {
      attemptId: id,
      sessionId: session.id,
      provider: local ? "ollama" : "anthropic_api",
      model: local ? "own:30b" : "claude-sonnet-5-5",
      standIn: local,
    });
    if (asks !== null) {
      await markSessionStarted(domain, { sessionId: session.id });
      await seedCall(domain, { ...lease, attemptId: id }, { usage: asks });
    }
    return { session, handOver };
  };
  const claudes = await attempt(false, { inputUncached: 60_000 });
  const unbegun = await attempt(true, null);
  expect(unbegun.handOver).toMatchObject({ kind: "fresh" });
  const locals = await attempt(true, { inputUncached: 9_000 });
  expect(locals.session.id).toBe(unbegun.session.id);

  const since = atMinute(3);
  const died = await attempt(false, null);
  expect(died).toMatchObject({ session: { id: claudes.session.id }, handOver: { kind: "back", since } });
  // Whoever comes next has been told nothing by it.
  expect(await choose(true)).toMatchObject({ session: { id: locals.session.id } });
  expect(await attempt(false, { inputUncached: 61_000 })).toEqual(died);
  expect(await choose(false)).toMatchObject({ session: { id: claudes.session.id }, handOver: null });

  // A runner that was away says how it ended when others are at work.
  await prisma.attempt.updateMany({
    where: { agentSessionId: claudes.session.id },
    data: { endedAt: atMinute(1_000) },
  });
  await attempt(true, { inputUncached: 9_000 });
  expect(await choose(false)).toMatchObject({ handOver: { kind: "back", since: atMinute(minute) } });
});
