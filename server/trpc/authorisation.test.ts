import { writeFileSync } from "node:fs";
import path from "node:path";
import type { AnyTRPCProcedure, TRPCProcedureType } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openAsk } from "../domain/asks/index.ts";
import { createTemplate } from "../domain/templates/index.ts";
import { appendEvents } from "../domain/events/index.ts";
import { newId } from "../platform/ids.ts";
import { type Changes, createChanges, logReader } from "../realtime/index.ts";
import { createWorkspace } from "../sandbox/create-workspace.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { aPrice, seedDraft } from "../testing/project-factory.ts";
import { readAnswer, readStream, type TrpcAnswer, trpcRequest } from "../testing/trpc-request.ts";
import { seedCallOf } from "../testing/usage-factory.ts";
import { createUser, plainDomain, signInAs, silent, testDataDir } from "../testing/web.ts";
import {
  actors,
  admins,
  members,
  project,
  signedIn,
  takingInHand,
  whereThereIsNone,
  whoMayManage,
  whoMaySee,
  template,
  whoMaySteer,
  whoWroteIt,
  type Actor,
  type Expectation,
  type ProcedurePath,
  type World,
} from "./authorisation.fixture.ts";
import { handleTrpc } from "./handler.ts";
import { fallbackExpectations } from "./fallback-authorisation.fixture.ts";
import { inboxExpectations } from "./inbox-authorisation.fixture.ts";
import { moneyExpectations } from "./money-authorisation.fixture.ts";
import { peopleExpectations } from "./people-authorisation.fixture.ts";
import { appRouter } from "./root.ts";

/**
 * Every procedure × every kind of person, through the HTTP handler with real sessions. The list of procedures comes
 * from the router: one without an expectation does not compile, and fails here, too.
 */
const brief = "A brief that is long enough.";

const expectations: Readonly<Record<ProcedurePath, Expectation>> = {
  ...peopleExpectations,
  "prices.list": { who: signedIn },
  "prices.add": { who: admins, input: () => aPrice },
  "projects.list": { who: signedIn, input: () => ({}) },
  "projects.get": { who: whoMaySee, input: project },
  "projects.costs": { who: whoMaySee, input: project },
  "projects.create": { who: members, input: () => ({ brief }) },
  "projects.createSample": { who: members, input: () => ({ sampleId: "sample-build" }) },
  "projects.updateDraft": {
    who: whoMaySteer,
    input: ({ projectId }) => ({ projectId, brief, permissionMode: "ask", approvePlan: true }),
  },
  "projects.network": { who: whoMaySee, input: project },
  "projects.updateNetwork": {
    who: whoMaySteer,
    input: ({ projectId }) => ({ projectId, hosts: ["pkg.example"] }),
  },
  "projects.screenBrief": { who: members, input: () => ({ brief }) },
  "projects.assessBrief": { who: members, input: () => ({ brief }) },
  "projects.submit": { who: whoMaySteer, input: project },
  "projects.changeSource": { who: whoMaySteer, input: ({ projectId }) => ({ projectId, source: null }) },
  "projects.confirmImport": { who: whoMaySteer, input: ({ projectId }) => ({ projectId, hash: "0".repeat(64) }) },
  "projects.pause": { who: whoMaySteer, input: project },
  "projects.resume": { who: whoMaySteer, input: project },
  "projects.cancel": { who: whoMaySteer, input: project },
  "projects.retry": { who: whoMaySteer, input: project },
  "projects.archive": { who: whoMayManage, input: project },
  "projects.unarchive": { who: whoMayManage, input: project },
  "templates.list": { who: signedIn },
  "templates.create": { who: members, input: () => template },
  "templates.update": { who: whoWroteIt, input: ({ templateId }) => ({ templateId, ...template }) },
  "templates.remove": { who: whoWroteIt, input: ({ templateId }) => ({ templateId }) },
  ...takingInHand,
  "agents.contexts": { who: signedIn },
  "agents.updateContext": { who: admins, input: () => ({ id: "rust", text: "No unsafe." }) },
  "events.list": { who: whoMaySee, input: project },
  "live.stream": { who: signedIn, input: ({ projectId }) => ({ projectIds: [projectId] }) },
  "asks.answer": {
    who: whoMaySteer,
    input: ({ askId, contentHash }) => ({
      askId,
      contentHash,
      answer: { kind: "question", decision: "stop", text: "" },
    }),
  },
  ...inboxExpectations,
  ...moneyExpectations,
  ...fallbackExpectations,
  "workspace.diff": { who: whoMaySee, input: project },
  "workspace.files": { who: whoMaySee, input: project },
  "workspace.file": { who: whoMaySee, input: ({ projectId }) => ({ projectId, path: "secret.txt" }) },
  "workspace.remove": { who: whoMayManage, input: project },
  "workspace.storage": { who: admins },
  // Nobody has such a folder; only an admin hears of it.
  "workspace.removeOrphaned": { who: { ...admins, admin: "NOT_FOUND" }, input: () => ({ folder: "prj_nobody" }) },
  "settings.models": { who: signedIn },
  "settings.updateModels": {
    who: admins,
    input: () => ({ projectManager: "a", developer: "b", qualityAssurance: "c", byComplexity: {} }),
  },
  "settings.limits": { who: signedIn },
  "settings.updateLimits": {
    who: admins,
    input: () => ({
      activeProjects: 9,
      turnsPerRun: null,
      refinementsPerPhase: null,
      runIdleSeconds: 300,
      runTotalSeconds: null,
      checkSeconds: null,
      permissionSeconds: null,
      keepProcessSeconds: null,
    }),
  },
  "settings.network": { who: signedIn },
  "settings.updateNetwork": { who: admins, input: () => ({ hosts: ["pkg.example"] }) },
  "settings.updateRetention": {
    who: admins,
    input: () => ({ removeArchivedAfterDays: 1, attemptOutputsAfterDays: 1 }),
  },
  "settings.imports": { who: members },
  "settings.updateImports": { who: admins, input: () => ({ folders: ["/srv/code"], privateHosts: [], archiveMb: 10 }) },
  "exports.list": { who: whoMaySee, input: project },
  "exports.create": { who: whoMaySteer, input: ({ projectId }) => ({ projectId, wanted: { kind: "patch" } }) },
  "gitCredentials.list": { who: members },
  "gitCredentials.create": {
    who: members,
    input: () => ({ kind: "token", name: "Forge", host: "git.example", token: "a-token-of-somebody" }),
  },
  // Nobody has such a one.
  "gitCredentials.remove": {
    who: whereThereIsNone,
    input: () => ({ credentialId: `gcr_${"0".repeat(26)}` }),
  },
  "settings.screening": { who: signedIn },
  "settings.updateScreening": { who: admins, input: () => ({ mode: "block" }) },
  "providers.state": { who: signedIn },
  // An address at which nobody listens: nothing is stored, whoever asks.
  "providers.replaceKey": {
    who: admins,
    input: () => ({ apiKey: "sk-ant-nobody-has-this-one", baseUrl: "http://127.0.0.1:9" }),
  },
  "providers.removeKey": { who: admins },
  "providers.withdrawPrivateAddress": { who: admins },
  "providers.test": { who: admins, input: () => ({ provider: "anthropic_api" }) },
  "providers.nameSubscriptionOwner": { who: admins, input: () => ({ userId: null }) },
  "system.findings": { who: signedIn },
  "system.health": { who: signedIn },
  "system.sandbox": { who: signedIn },
  "system.checkSandbox": { who: admins },
};

/** In the project's brief, title, log, question and files: nobody who may not see it may ever be sent it. */
const canary = "canary-4f1c";

let database: TestDatabase;
let changes: Changes;
let users: Record<Exclude<Actor, "anonymous">, { readonly id: string }>;
beforeAll(async () => {
  database = await createTestDatabase();
  const domain = plainDomain(database);
  changes = createChanges({ reader: logReader(domain), url: database.url, logger: silent });
  users = {
    viewer: await createUser(domain, { role: "VIEWER" }),
    owner: await createUser(domain),
    otherMember: await createUser(domain),
    onlooker: await createUser(domain),
    helper: await createUser(domain),
    admin: await createUser(domain, { role: "ADMIN" }),
  };
});
afterAll(async () => {
  await changes.close();
  await database.close();
});

/** A viewer only looks, whatever a project is shared with them for. */
const memberships = [
  ["viewer", "STEER"],
  ["onlooker", "VIEW"],
  ["helper", "STEER"],
] as const;

const newWorld = async (): Promise<World> => {
  const { prisma } = database;
  const projectId = await seedDraft(database, {
    ownerId: users.owner.id,
    brief: `Build ${canary}, please.`,
    title: canary,
  });
  const askId = newId("ask");
  const about = { question: `Is ${canary} right?`, reason: canary };
  const content = { kind: "question" as const, ...about, options: "phase" as const };
  await prisma.$transaction((tx) =>
    openAsk(plainDomain(database), tx, { askId, projectId, runId: null, phaseId: null, subject: projectId, content }),
  );
  const { contentHash } = await prisma.ask.findUniqueOrThrow({ where: { id: askId } });
  const { filesPath } = await createWorkspace(testDataDir, projectId, null);
  writeFileSync(path.join(filesPath, "secret.txt"), canary);
  const { sessionId } = await signInAs(plainDomain(database), users.owner.id);
  const { templateId } = await createTemplate(database, { template, ownerId: users.owner.id });
  const callId = await seedCallOf(database, { ownerId: users.owner.id, canary });
  const called = await prisma.usageRecord.findUniqueOrThrow({ where: { id: callId }, select: { projectId: true } });
  const shared = [projectId, called.projectId];
  await prisma.projectMember.createMany({
    data: memberships.flatMap(([actor, access]) =>
      shared.map((id) => ({ projectId: id, userId: users[actor].id, access, createdById: users.owner.id })),
    ),
  });
  return { projectId, askId, contentHash, templateId, ownersSessionId: sessionId, callId };
};

const services = () => ({
  domain: plainDomain(database),
  changes: () => changes,
  rules: { allowedHosts: ["localhost"], publicOrigin: null },
  dataDir: testDataDir,
});

const headersOf = async (actor: Actor): Promise<Record<string, string>> =>
  actor === "anonymous" ? {} : { cookie: (await signInAs(plainDomain(database), users[actor].id)).cookie };

/** A stream is judged by its first message: the heads, or the error that it ends with. */
const firstOfStream = async (response: Response): Promise<TrpcAnswer> => {
  for await (const { event, data } of readStream(response)) {
    if (event === "serialized-error") return readAnswer(response.status, `{"error":${data}}`);
    if (event === "message") return { status: response.status, code: null, message: null, fields: {}, text: data };
  }
  throw new Error("The stream said nothing.");
};

const call = async (
  procedure: string,
  type: TRPCProcedureType,
  input: unknown,
  headers: Record<string, string>,
): Promise<TrpcAnswer> => {
  const leaving = new AbortController();
  const response = await handleTrpc(
    trpcRequest({ path: procedure, type, input, headers, signal: leaving.signal }),
    services(),
  );
  if (type !== "subscription") return readAnswer(response.status, await response.text());
  try {
    return await firstOfStream(response);
  } finally {
    leaving.abort();
  }
};

const outcomeOf = ({ code }: TrpcAnswer): string =>
  code === "UNAUTHORIZED" || code === "FORBIDDEN" || code === "NOT_FOUND" || code === "INTERNAL_SERVER_ERROR"
    ? code
    : "allowed";

/** All that a refused call could have changed of the project. */
const stateOf = async ({ projectId }: World): Promise<string> =>
  JSON.stringify([
    await database.prisma.project.findUnique({ where: { id: projectId } }),
    await database.prisma.ask.findMany({ where: { projectId } }),
    await database.prisma.setting.findMany(),
    await database.prisma.secret.findMany(),
  ]);

/** Flat at run time: path → procedure. Its type is nested, and says less. */
const procedures = Object.entries(
  z
    .record(
      z.string(),
      z.custom<AnyTRPCProcedure>((value) => typeof value === "function"),
    )
    .parse(appRouter._def.procedures),
).map(([name, { _def }]) => [name, _def.type] as const);
const expectationOf = (procedure: string): Expectation => {
  const found = Object.entries(expectations).find(([name]) => name === procedure);
  if (found === undefined) throw new Error(`${procedure} has no expectation.`);
  return found[1];
};

describe("authorisation", () => {
  it("has an expectation for every procedure, and for no other", () => {
    expect(procedures.map(([name]) => name).toSorted()).toEqual(Object.keys(expectations).toSorted());
  });

  describe.each(procedures)("%s (%s)", (procedure, type) => {
    it.each(actors)("%s", async (actor) => {
      const { who, input } = expectationOf(procedure);
      const world = await newWorld();
      const before = await stateOf(world);
      const answer = await call(procedure, type, input?.(world), await headersOf(actor));
      expect({ outcome: outcomeOf(answer), answer: answer.message }).toEqual({
        outcome: who[actor],
        answer: answer.message,
      });
      if (who[actor] !== "allowed") expect(await stateOf(world)).toBe(before);
      if (who[actor] !== "allowed" || actor === "otherMember" || actor === "anonymous")
        expect(answer.text).not.toContain(canary);
    });
  });

  it("lets nobody change an archived project, only put it away or take it out again", async () => {
    const world = await newWorld();
    await database.prisma.project.update({
      where: { id: world.projectId },
      data: { status: "CANCELLED", archivedAt: new Date() },
    });
    const steering = Object.entries(expectations).filter(([, { who }]) => who === whoMaySteer);
    const mayStill = ["exports.create"];
    expect(steering.length).toBeGreaterThan(mayStill.length + 5);
    const before = await stateOf(world);
    for (const [procedure, { input }] of steering) {
      if (mayStill.includes(procedure)) continue;
      const answer = await call(procedure, "mutation", input?.(world), await headersOf("admin"));
      expect([procedure, answer.code, answer.message]).toEqual([
        procedure,
        "CONFLICT",
        expect.stringMatching(/archived/),
      ]);
    }
    expect(await stateOf(world)).toBe(before);
    const unarchived = await call("projects.unarchive", "mutation", project(world), await headersOf("owner"));
    expect(unarchived.code).toBeNull();
  });

  it("looks the same for a project that does not exist and for one that may not be seen", async () => {
    const headers = await headersOf("otherMember");
    const { projectId } = await newWorld();
    const [foreign, absent] = [
      await call("projects.get", "query", { projectId }, headers),
      await call("projects.get", "query", { projectId: newId("project") }, headers),
    ];
    expect([foreign.status, foreign.message]).toEqual([absent.status, absent.message]);
  });
});

describe("a stream", () => {
  it("says nothing at all of what its reader may not see, whatever they ask for", async () => {
    const foreign = (await newWorld()).projectId;
    const own = await seedDraft(database, { ownerId: users.otherMember.id });
    const leaving = new AbortController();
    const input = { projectIds: [foreign, own] };
    const headers = await headersOf("otherMember");
    const response = await handleTrpc(
      trpcRequest({ path: "live.stream", type: "subscription", input, headers, signal: leaving.signal }),
      services(),
    );
    let text = "";
    for await (const { event, data } of readStream(response)) {
      text += data;
      if (event !== "message") continue;
      if (data.includes("heads")) {
        for (const projectId of [foreign, own]) {
          await appendEvents(database.prisma, {
            projectId,
            fence: null,
            events: [{ payload: { type: "project.failed", message: canary + projectId } }],
          });
        }
      }
      if (data.includes("project.failed")) break;
    }
    leaving.abort();
    expect(text).toContain(own);
    expect(text).not.toContain(foreign);
  });

  it("ends within seconds when its session is revoked", async () => {
    const { cookie, sessionId } = await signInAs(plainDomain(database), users.owner.id);
    const response = await handleTrpc(
      trpcRequest({ path: "live.stream", type: "subscription", input: { projectIds: [] }, headers: { cookie } }),
      services(),
    );
    const events: string[] = [];
    for await (const { event, data } of readStream(response)) {
      if (event === "message")
        await database.prisma.session.update({ where: { id: sessionId }, data: { revokedAt: new Date() } });
      events.push(event);
      if (event === "serialized-error") expect(data).toContain("UNAUTHORIZED");
    }
    expect(events.at(-1)).toBe("serialized-error");
  });
});
