import type { Domain } from "../domain/domain.ts";
import type { Prisma } from "../db/generated/client.ts";
import { newId } from "../platform/ids.ts";
import { seedDraft } from "./project-factory.ts";

/** A project with a phase and a run in it that calls can belong to. */
export interface UsagePlace {
  readonly ownerId: string;
  readonly projectId: string;
  readonly phaseId: string;
  readonly runId: string;
  readonly attemptId: string;
}

/** A project whose first phase is being implemented, as far as the ledger is concerned. */
export const seedUsagePlace = async (
  { prisma }: Pick<Domain, "prisma">,
  { ownerId, title = "A small thing", phaseTitle = "Part 1" }: { ownerId: string; title?: string; phaseTitle?: string },
): Promise<UsagePlace> => {
  const projectId = await seedDraft({ prisma }, { ownerId, title });
  const [phaseId, runId, attemptId] = [newId("phase"), newId("run"), newId("attempt")];
  await prisma.phase.create({
    data: {
      id: phaseId,
      projectId,
      cycle: 1,
      position: 0,
      title: phaseTitle,
      kind: "build",
      goal: "Build it.",
      acceptanceCriteria: [],
      expectedArtefacts: [],
      status: "IMPLEMENTING",
    },
  });
  await prisma.run.create({
    data: {
      id: runId,
      projectId,
      phaseId,
      cycle: 1,
      operation: "IMPLEMENT",
      requestOf: "DEVELOPER",
      round: 0,
      status: "SUCCEEDED",
      input: {},
    },
  });
  await prisma.attempt.create({ data: { id: attemptId, runId, leaseToken: 1, runnerId: "rnr_test" } });
  return { ownerId, projectId, phaseId, runId, attemptId };
};

type Call = Partial<Prisma.UsageRecordCreateManyInput> & { readonly at: Date };

/** A row of the ledger: an answered call of the Developer's that an API key paid a cent for, unless said otherwise. */
export const aCall = (place: UsagePlace, call: Call): Prisma.UsageRecordCreateManyInput => {
  const id = newId("usageRecord");
  return {
    id,
    key: id,
    startedAt: call.at,
    ...place,
    attemptNumber: 1,
    operation: "IMPLEMENT",
    role: "DEVELOPER",
    cycle: 1,
    round: 0,
    source: "gateway",
    provider: "anthropic_api",
    accountKind: "api_key",
    account: "api_key:1111",
    model: "claude-sonnet-5-5",
    inputUncached: 100,
    cacheRead: 1_000,
    cacheWrite5m: 50,
    cacheWrite1h: 0,
    output: 200,
    firstTokenMs: 800,
    durationMs: 4_000,
    basis: "priced",
    costMicros: 10_000,
    billable: true,
    ...call,
  };
};

/** Writes calls into the ledger, and so into its rollup. */
export const seedCalls = async (
  { prisma }: Pick<Domain, "prisma">,
  place: UsagePlace,
  calls: readonly Call[],
): Promise<void> => {
  await prisma.usageRecord.createMany({ data: calls.map((call) => aCall(place, call)) });
};

/** A call in the ledger, with the canary wherever somebody's words are. */
export const seedCallOf = async (
  database: Pick<Domain, "prisma">,
  { ownerId, canary }: { ownerId: string; canary: string },
): Promise<string> => {
  const callId = newId("usageRecord");
  const place = await seedUsagePlace(database, { ownerId, title: canary, phaseTitle: canary });
  await seedCalls(database, place, [{ id: callId, at: new Date(), model: canary }]);
  return callId;
};
