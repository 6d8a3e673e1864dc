import type { ProviderError } from "../contract/errors.ts";
import { Hold } from "../contract/statuses.ts";
import type { Breaker, Project } from "../db/generated/client.ts";
import type { Domain } from "../domain/domain.ts";
import { recordCheck, recordHost } from "../domain/local-models/index.ts";
import { cancelProject, createProject, pauseProject, retryProject } from "../domain/projects/index.ts";
import type { Lease } from "../domain/runs/index.ts";
import { useSession } from "../domain/sessions/index.ts";
import { accountForRun, breakerKeyOf, type AccountQuestion, type WorkingAccount } from "../runner/account-for-run.ts";
import { createLiveSwitch, type LiveSwitch } from "../runner/live-switch.ts";
import { nobodyWorks } from "../runner/steps/reports.ts";
import { createTestDatabase } from "./database.ts";
import { claimOpenRun, createTestDomain, seedUser, settle } from "./project-factory.ts";

const key = "sk-ant-nobody-has-this";
/** As the ledger and the breakers know it: by its key's last characters. */
const accountsName = "api_key:this";
const url = "http://127.0.0.1:11434";
const localModel = {
  name: "coder:30b",
  digest: "d",
  runsAt: null,
  sizeBytes: 19e9,
  parameterSize: null,
  quantization: null,
  capabilities: ["tools"],
  contextLength: 131_072,
  loaded: null,
};

/** An attempt that has begun. */
export interface AtWork {
  readonly lease: Lease;
  readonly who: WorkingAccount;
}

/** A project whose attempts begin and end when they are told to; it stays at its plan. */
export interface SubmittedProject {
  readonly projectId: string;
  project(): Promise<Project>;
  /** Whoever works, or null where the project waits by now. */
  begin(meanwhile?: () => Promise<unknown>): Promise<AtWork | null>;
  /** Like `begin`, where it does not wait. */
  work(): Promise<AtWork>;
  /** @param error null: its runner lets it go */
  end(begun: AtWork, error: ProviderError | null): Promise<unknown>;
  live(begun: AtWork, hasAnswered: () => boolean): Promise<LiveSwitch>;
  question(lease: Lease): Promise<AccountQuestion>;
  /** *Try again*, as its page offers it. */
  retry(): Promise<unknown>;
  pause(): Promise<unknown>;
  cancel(): Promise<unknown>;
  /** Until when it waits for Claude; null: it does not. */
  until(): Promise<Date | null>;
  /** Whether it waits for another one that asks Claude. */
  waitsForAnother(): Promise<boolean>;
}

/** Several projects at one account of Claude's, with a local model that is ready, and a clock that stands still. */
export const openOneAccount = async () => {
  const database = await createTestDatabase();
  let now = new Date();
  const plain = await createTestDomain(database, { now: () => now });
  const environment = { ...plain.environment, OLLAMA_HOST: url, ANTHROPIC_API_KEY: key };
  const domain: Domain = { ...plain, environment };
  const after = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);
  const errorOf = (cls: ProviderError["class"], part: Partial<ProviderError> = {}): ProviderError => ({
    class: cls,
    message: "It failed.",
    httpStatus: null,
    retryAfterMs: null,
    resetsAt: null,
    ...part,
  });
  const localModelIsReady = async (isReady: boolean): Promise<void> => {
    await recordHost(domain, {
      url,
      seen: isReady
        ? { reachable: true, version: "0.40", models: [localModel] }
        : { reachable: false, error: errorOf("network") },
    });
  };
  await localModelIsReady(true);
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  await recordCheck(domain, { hostUrl: url, model: localModel.name, digest: localModel.digest, result });

  const submitted = async (fallbackMode: "auto" | "disabled"): Promise<SubmittedProject> => {
    const { id: ownerId } = await seedUser(domain);
    const { projectId } = await createProject(domain, { ownerId, input: { brief: "A greeting, with a test." } });
    await database.prisma.project.update({ where: { id: projectId }, data: { fallbackMode } });
    const person = { projectId, actorId: ownerId };
    const project = () => database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
    const waits = async () => {
      const { hold } = await project();
      const held = hold === null ? null : Hold.parse(hold);
      return held?.reason === "quota" ? held : null;
    };
    const question = async ({ runId }: Lease): Promise<AccountQuestion> => {
      const whose = { scriptedUrl: "", project: await project(), operation: "PLAN", phase: null } as const;
      return { ...whose, phaseIndex: 0, round: 0, runId };
    };
    const begin = async (meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<AtWork | null> => {
      // A pause before a retry is over.
      await database.prisma.run.updateMany({ where: { projectId }, data: { notBefore: null } });
      const lease = await claimOpenRun(domain, projectId);
      const who = await accountForRun(domain, await question(lease));
      if (who.provider === null) {
        await meanwhile();
        await settle(domain, lease, { type: "failed", error: who.error }, nobodyWorks(who));
        return null;
      }
      const { provider, model } = who;
      await useSession(domain, { attemptId: lease.attemptId, sessionId: null, provider, model, standIn: false });
      return { lease, who };
    };
    return {
      projectId,
      project,
      begin,
      async work() {
        const begun = await begin();
        if (begun === null) throw new Error("It waits.");
        return begun;
      },
      end: async ({ lease, who }, error) =>
        settle(domain, lease, error === null ? { type: "released" } : { type: "failed", error }, {
          asked: who.serving.side === "local" ? null : breakerKeyOf(await project(), who),
        }),
      async live({ lease, who }, hasAnswered) {
        const accountInside = () => Promise.resolve(who.account);
        const room = { accountInside, hasAnswered, lastError: () => null, endCalls: () => undefined };
        const place = { domain, lease, project: await project(), random: () => 0.5, room };
        return createLiveSwitch(place, { question: await question(lease), who });
      },
      question,
      retry: () => retryProject(domain, person),
      pause: () => pauseProject(domain, person),
      cancel: () => cancelProject(domain, person),
      until: async () => {
        const held = await waits();
        return held === null ? null : new Date(held.until);
      },
      waitsForAnother: async () => (await waits())?.tried === true,
    };
  };

  return {
    database,
    domain,
    submitted,
    localModelIsReady,
    errorOf,
    /** An account's window, for another minute. */
    usedUp: (): ProviderError => errorOf("quota", { httpStatus: 429, resetsAt: after(60).toISOString() }),
    now: () => now,
    /** So many seconds from now. */
    after,
    setNow(to: Date) {
      now = to;
    },
    /** The only one. */
    breaker: (): Promise<Breaker> => database.prisma.breaker.findFirstOrThrow(),
    /** One of the account's that is open, as if it had opened now. */
    async openBreaker(
      modelClass: string,
      reason: "near_limit" | "quota" | "overloaded",
      seconds: number,
    ): Promise<void> {
      const state = { state: "OPEN", reason, message: "So.", openedAt: now, until: after(seconds), failures: 1 };
      await database.prisma.breaker.create({ data: { account: accountsName, modelClass, ...state } });
    },
    /** What one test leaves behind is no matter of the next one's. */
    async clear(): Promise<void> {
      await database.prisma.breaker.deleteMany();
      await localModelIsReady(true);
      // Only so many are at work at a time.
      const open = await database.prisma.project.findMany({ where: { status: { not: "CANCELLED" } } });
      for (const { id, ownerId } of open) await cancelProject(domain, { projectId: id, actorId: ownerId });
    },
    async close(): Promise<void> {
      await plain.close();
      await database.close();
    },
  };
};
