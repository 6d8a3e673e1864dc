import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { AskAnswer } from "../contract/asks.ts";
import { isEnded } from "../contract/statuses.ts";
import type { AskView, ProjectView } from "../contract/views.ts";
import type { Domain } from "../domain/domain.ts";
import { listEvents } from "../domain/events/index.ts";
import { answerAsk } from "../domain/progress/index.ts";
import { getProject, submitProject } from "../domain/projects/index.ts";
import { parseEnv, type Env } from "../platform/env.ts";
import { addTallies, emptyTally, readTallyFile, type TokenTally } from "../providers/scripted/metering/tally.ts";
import { startRunner, type Runner } from "../runner/main.ts";
import { assertBooksBalance } from "./assert-books-balance.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { createTestDomain, seedDraft, seedUser } from "./project-factory.ts";
import { startProcess, type StartedProcess } from "./started-process.ts";
import { silent } from "./web.ts";

type Events = Awaited<ReturnType<typeof listEvents>>;

/** Where a runner of tests works: a database and a data folder of its own. Its models are scripted. */
export interface RunnerPlace {
  readonly database: TestDatabase;
  readonly domain: Domain;
  readonly env: Env;
  readonly dataDir: string;
  readonly owner: { readonly id: string; readonly role: "ADMIN" };
  /** A runner as a process of its own, to be killed. */
  startProcess(): StartedProcess;
  /** A project that the scripted model plays; @returns its id. */
  submit(options: Omit<Parameters<typeof seedDraft>[1], "ownerId">): Promise<string>;
  view(projectId: string): Promise<ProjectView>;
  /** What it asks, once it does. A project that comes to its end instead is an error. */
  asked(projectId: string): Promise<AskView>;
  answer(ask: AskView, answer: AskAnswer): Promise<void>;
  events(projectId: string): Promise<Events>;
  /** Its end, or what it stands still for: that is told when it does not come to its end. Null while it is at work. */
  stop(projectId: string): Promise<ProjectView["status"] | ProjectView["hold"]>;
  /**
   * Holds the ledger against itself, and against what the scripted models have counted on their own side, also those of
   * runners that were killed.
   */
  booksBalance(): Promise<void>;
  /** Once its runners have ended. The books have to balance. */
  close(): Promise<void>;
}

export interface RunnerPlaceOptions {
  /** Of the environment; no Ollama answers unless they name one. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Of a scripted model that plays a service outside of the runner. */
  readonly tally?: () => TokenTally;
}

/** A place without a runner yet. */
export const createRunnerPlace = async ({
  variables = {},
  tally = () => emptyTally,
}: RunnerPlaceOptions = {}): Promise<RunnerPlace> => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-runner-"));
  // Every project has a user of its own, who must be able to pass through.
  chmodSync(dataDir, 0o711);
  const tallyFile = path.join(dataDir, "scripted-tally.jsonl");
  const database = await createTestDatabase();
  const all = {
    DATABASE_URL: database.url,
    SPIRAL_DATA_DIR: dataDir,
    SPIRAL_SCRIPTED_PACE_MS: "0",
    SPIRAL_SCRIPTED_TALLY: tallyFile,
    OLLAMA_HOST: "http://127.0.0.1:9",
    ...variables,
  };
  const env = parseEnv(all, dataDir);
  const created = await createTestDomain(database);
  const domain: Domain = { ...created, environment: env };
  const owner = { ...(await seedUser(domain)), role: "ADMIN" } as const;
  const booksBalance = () => assertBooksBalance(domain, addTallies(readTallyFile(tallyFile), tally()));
  const view = (projectId: string) => getProject(domain, { viewer: owner, projectId });
  return {
    database,
    domain,
    env,
    dataDir,
    owner,
    startProcess: () =>
      startProcess(process.execPath, ["scripts/runner.ts", "--supervised"], {
        cwd: process.cwd(),
        env: { ...process.env, ...all },
      }),
    async submit(options) {
      const projectId = await seedDraft(domain, { ownerId: owner.id, ...options });
      await submitProject(domain, { projectId, actorId: owner.id });
      return projectId;
    },
    view,
    async asked(projectId) {
      for (;;) {
        const { asks, status } = await view(projectId);
        const pending = asks.find(({ answer }) => answer === null);
        if (pending !== undefined) return pending;
        if (isEnded(status)) throw new Error(`It is ${status} and asks nothing.`);
        await setTimeout(20);
      }
    },
    answer: ({ id: askId, contentHash }, answer) =>
      answerAsk(domain, { askId, contentHash, answer, actorId: owner.id }),
    events: (projectId) => listEvents(domain, { projectId, after: 0, limit: 10_000 }),
    async stop(projectId) {
      const { status, hold } = await view(projectId);
      return isEnded(status) ? status : hold;
    },
    booksBalance,
    async close() {
      try {
        await booksBalance();
      } finally {
        await created.close();
        await database.close();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
};

/** The real runner, in the test's own process. */
export interface TestRunner extends RunnerPlace {
  readonly runner: Runner;
}

/** A place with a runner at work. */
export const startTestRunner = async (options: RunnerPlaceOptions = {}): Promise<TestRunner> => {
  const place = await createRunnerPlace(options);
  const runner = await startRunner({ env: place.env, log: silent });
  return {
    ...place,
    runner,
    async close() {
      await runner.stop();
      await place.close();
    },
  };
};
