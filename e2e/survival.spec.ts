import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LedgerReport } from "../server/contract/usage.ts";
import { defaultScriptedModel } from "../server/providers/scripted/models.ts";
import { workspacePaths } from "../server/sandbox/workspace-files.ts";
import { activity, expectWholeLog } from "./fixtures/activity.ts";
import type { Installation } from "./fixtures/installation.ts";
import { eventsOfType, startStory, expectDone } from "./fixtures/project.ts";
import { playProvider } from "./fixtures/played-provider.ts";
import { expect, test } from "./fixtures/test.ts";
import type { Page } from "@playwright/test";

// What dies here must not take another file's tests along.
test.use({ installationOptions: { paceMs: 1 } });

interface Underway {
  readonly projectId: string;
  /** The Developer's session as it was before anything died. */
  readonly sessions: readonly { readonly id: string; readonly providerSessionId: string }[];
  readonly agentProcesses: readonly number[];
}

/** A project whose Developer has just begun a shell command that takes 20 s. */
const inTheMiddleOfACommand = async (page: Page, installation: Installation): Promise<Underway> => {
  const projectId = await startStory(page, installation, { scenario: "slow" });
  await expect(page.getByLabel("Output so far", { exact: true })).toContainText("tick 2", { timeout: 60_000 });
  const sessions = await installation.database.prisma.agentSession.findMany({
    where: { phase: { projectId } },
    select: { id: true, providerSessionId: true },
  });
  expect(sessions).toHaveLength(1);
  const agentProcesses = installation.agentProcesses().map(({ pid }) => pid);
  expect(agentProcesses.length).toBeGreaterThan(1);
  return { projectId, sessions, agentProcesses };
};

/** The project goes on by itself, to its end, on a page that nobody touches; and nothing is lost, doubled or left over. */
const expectGoesOn = async (page: Page, installation: Installation, underway: Underway): Promise<void> => {
  const { projectId, sessions } = underway;
  const { prisma } = installation.database;
  await expectDone(page);

  await test.step("the same session, with its context", async () => {
    const select = { id: true, providerSessionId: true };
    expect(await prisma.agentSession.findMany({ where: { phase: { projectId } }, select })).toEqual(sessions);
    // The story's first words come once: whoever has lost the conversation would begin anew.
    const texts = (await eventsOfType(installation, projectId, "agent.wrote")).map(({ text }) => text);
    expect(texts.filter((text) => text.includes("Thought 1:"))).toHaveLength(1);
  });

  await test.step("no effect twice", async () => {
    const calls = await eventsOfType(installation, projectId, "tool.called");
    expect(new Set(calls.map(({ toolUseId }) => toolUseId)).size).toBe(calls.length);
    expect(calls.filter(({ name }) => name === "Write")).toHaveLength(3);
    const { filesPath } = workspacePaths(installation.dataDir, projectId);
    const commits = execFileSync("git", ["-c", "safe.directory=*", "-C", filesPath, "log", "--format=%H"], {
      encoding: "utf8",
    })
      .trim()
      .split("\n");
    const phase = await prisma.phase.findFirstOrThrow({ where: { projectId } });
    expect(commits).toEqual([phase.commit, phase.baseCommit]);
    expect(await eventsOfType(installation, projectId, "phase.committed")).toHaveLength(1);
  });

  await test.step("no process left over", async () => {
    expect(installation.agentProcesses()).toEqual([]);
    const alive = new Set(installation.processes().map(({ pid }) => pid));
    expect(underway.agentProcesses.filter((pid) => alive.has(pid))).toEqual([]);
  });

  await test.step("the books balance, and every call that was begun has its record", async () => {
    const unrecorded = () => prisma.$queryRaw`
      SELECT c."id" FROM "ProviderCall" c WHERE NOT EXISTS (SELECT 1 FROM "UsageRecord" u WHERE u."key" = c."id")`;
    await expect.poll(unrecorded, { timeout: 30_000 }).toEqual([]);
    const env = { ...process.env, SPIRAL_DATA_DIR: installation.dataDir };
    const said = execFileSync(process.execPath, ["scripts/ledger-check.ts", "--json"], { encoding: "utf8", env });
    expect(LedgerReport.parse(JSON.parse(said))).toMatchObject({ drift: 0, unpriced: 0, problems: [] });
  });

  await expectWholeLog(page, installation, projectId);
};

const implementations = async (installation: Installation, projectId: string) =>
  (await eventsOfType(installation, projectId, "attempt.started")).filter(({ operation }) => operation === "IMPLEMENT");

test("the runner is killed", async ({ signedIn: page, installation }) => {
  const underway = await inTheMiddleOfACommand(page, installation);
  installation.kill("scripts/runner.ts");
  // Its agents go with it, before anybody else takes over.
  await expect
    .poll(() => installation.agentProcesses().filter(({ pid }) => underway.agentProcesses.includes(pid)))
    .toEqual([]);
  await expect(activity(page).getByText("session resumed with its context")).toBeVisible({ timeout: 30_000 });
  await expectGoesOn(page, installation, underway);
  expect(await implementations(installation, underway.projectId)).toMatchObject([
    { resumed: false },
    { resumed: true },
  ]);
});

test("the runner is killed while files are put back", async ({ signedIn: page, installation }) => {
  const projectId = await startStory(page, installation, { scenario: "steered" });
  const { prisma } = installation.database;
  const question = page.getByRole("region", { name: "The Project Manager asks you to decide" });
  await expect(question).toContainText("WORDS.md", { timeout: 60_000 });
  const { filesPath } = workspacePaths(installation.dataDir, projectId);
  // Enough that keeping and removing them takes a while.
  for (let folder = 0; folder < 40; folder++) {
    mkdirSync(path.join(filesPath, `many-${folder}`));
    // As the agents' own: whoever puts the files back is not the user of this test.
    chmodSync(path.join(filesPath, `many-${folder}`), 0o777);
    for (let file = 0; file < 50; file++)
      writeFileSync(path.join(filesPath, `many-${folder}`, `${file}.txt`), `${file}`);
  }
  await page.getByRole("button", { name: /^What to do with phase 1/ }).click();
  await page.getByRole("menuitem", { name: "Go back to here…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Go back to here" }).click();
  const restoring = { projectId, operation: "RESTORE" } as const;
  await expect
    .poll(() => prisma.run.count({ where: { ...restoring, status: "RUNNING" } }), { timeout: 30_000, intervals: [5] })
    .toBe(1);
  installation.kill("scripts/runner.ts");

  // It is done again to its end, and the work goes on to the next question.
  await expect(question).toContainText("MANUAL.md", { timeout: 90_000 });
  expect(await prisma.run.findMany({ where: restoring, select: { status: true } })).toEqual([{ status: "SUCCEEDED" }]);
  const [restored, ...more] = await eventsOfType(installation, projectId, "workspace.restored");
  expect(more).toEqual([]);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "safe.directory=*", "-C", filesPath, ...args], { encoding: "utf8" }).trim();
  expect(existsSync(path.join(filesPath, "many-0"))).toBe(false);
  expect(
    git("ls-tree", "-r", "--name-only", String(restored?.kept))
      .split("\n")
      .filter((name) => name.startsWith("many-")),
  ).toHaveLength(2_000);
  const phases = await prisma.phase.findMany({ where: { projectId }, orderBy: { position: "asc" } });
  expect(git("log", "--format=%H").split("\n")).toEqual([phases[1]?.commit, phases[0]?.commit, phases[0]?.baseCommit]);
  await expectWholeLog(page, installation, projectId);
});

test("the runner is killed while a call that is paid for is under way", async ({ signedIn: page, installation }) => {
  await using provider = await playProvider({ paceMs: 0, tallyFile: installation.tallyFile });
  const { prisma } = installation.database;
  const post = (procedure: string, json: unknown) =>
    page.request.post(`${installation.url}/api/trpc/${procedure}`, {
      headers: { origin: installation.url },
      data: { json },
    });
  const key = { apiKey: "sk-ant-played-for-survival", baseUrl: provider.url, privateAddress: true, untested: false };
  expect((await post("providers.replaceKey", key)).ok()).toBe(true);
  const million = 1_000_000;
  const rates = { input: million, output: million, cacheWrite5m: million, cacheWrite1h: million, cacheRead: million };
  const validFrom = new Date("2026-11-01T00:00:00Z");
  await prisma.modelPrice.create({
    data: { id: "prc_test_survival", model: defaultScriptedModel, validFrom, ...rates, source: "a test" },
  });
  try {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    provider.patience = answered;
    await page.goto(`${installation.url}/projects/new`);
    await page.getByRole("textbox", { name: "Brief" }).fill("Write a function that greets by name, with a test.");
    await page.getByText("Autonomous", { exact: true }).click();
    await page.getByRole("button", { name: /^Start project/ }).click();
    await page.waitForURL(/\/projects\/prj_/);
    const projectId = page.url().split("/").at(-1) ?? "";
    const underWay = { projectId, operation: "IMPLEMENT" } as const;
    await expect.poll(() => prisma.providerCall.count({ where: underWay }), { timeout: 90_000 }).toBeGreaterThan(0);
    const begun = await prisma.providerCall.findMany({ where: underWay });
    const callIds = begun.map(({ id }) => id);
    const held = () => prisma.reservation.count({ where: { callId: { in: callIds }, settledAt: null } });
    expect(await held()).toBe(callIds.length);
    installation.kill("scripts/runner.ts");
    answer();
    await expectDone(page);

    // What was held is counted at its worst case: nobody knows what the service did. Nothing is held any more.
    await expect.poll(held, { timeout: 30_000 }).toBe(0);
    const settled = await prisma.reservation.findMany({ where: { projectId } });
    const killed = settled.filter(({ callId }) => callIds.includes(callId));
    expect(killed.map(({ settledAs, settledMicros, micros }) => [settledAs, settledMicros === micros])).toEqual(
      killed.map(() => ["WORST_CASE", true]),
    );
    const spend = await prisma.spend.findFirstOrThrow({ where: { scope: "PROJECT", subjectId: projectId } });
    expect(spend.reservedMicros).toBe(0n);
    expect(spend.spentMicros).toBe(settled.reduce((sum, { settledMicros }) => sum + (settledMicros ?? 0n), 0n));
    const env = { ...process.env, SPIRAL_DATA_DIR: installation.dataDir };
    const said = execFileSync(process.execPath, ["scripts/ledger-check.ts", "--json"], { encoding: "utf8", env });
    expect(LedgerReport.parse(JSON.parse(said))).toMatchObject({ drift: 0, problems: [] });
  } finally {
    await post("providers.removeKey", null);
  }
});

test("the web server is killed", async ({ signedIn: page, installation }) => {
  const underway = await inTheMiddleOfACommand(page, installation);
  installation.kill("scripts/web.ts");
  // The work does not so much as notice.
  await expectGoesOn(page, installation, underway);
  expect(await implementations(installation, underway.projectId)).toMatchObject([{ resumed: false }]);
});

test("everything is killed, and started again", async ({ signedIn: page, installation }) => {
  const underway = await inTheMiddleOfACommand(page, installation);
  await installation.killAll();
  await expect.poll(() => installation.agentProcesses()).toEqual([]);
  await installation.start();
  await expectGoesOn(page, installation, underway);
  expect(await implementations(installation, underway.projectId)).toMatchObject([
    { resumed: false },
    { resumed: true },
  ]);
});

test("without its database every page says so and comes back by itself, and a brief under way is kept", async ({
  signedIn: page,
  installation,
}) => {
  const text = "A greeting by name, written while the database went away.";
  const brief = page.getByRole("textbox", { name: "Brief", exact: true });
  await page.goto(`${installation.url}/projects/new`);
  await brief.fill(text);
  await expect(page.getByRole("button", { name: "Keep as draft" })).toBeVisible();
  // The one who would bring it back at once is held.
  const supervisors = installation.processes("scripts/start.ts");
  for (const { pid } of supervisors) process.kill(pid, "SIGSTOP");
  try {
    installation.kill("postgres");
    await page.getByRole("button", { name: "Keep as draft" }).click();
    const refused = page.getByText("The project could not be created");
    await expect(refused).toBeVisible({ timeout: 30_000 });
    await expect(refused).toBeInViewport();
    await expect(page.getByText(/^The database does not answer at the moment\. Try again shortly\./)).toBeVisible();
    await expect(brief).toHaveValue(text);
    await page.goto(`${installation.url}/projects`);
    await expect(page.getByText("Spiral cannot reach its database").last()).toBeVisible();
    await expect(page.getByText(/^The database does not answer at the moment\./)).toBeVisible();
  } finally {
    for (const { pid } of supervisors) process.kill(pid, "SIGCONT");
  }
  await expect(page.getByRole("heading", { name: "Projects", exact: true })).toBeVisible({ timeout: 60_000 });
  await page.goto(`${installation.url}/projects/new`);
  await expect(brief).toHaveValue(text);
  await page.getByRole("button", { name: "Keep as draft" }).click();
  await page.waitForURL(/\/projects\/prj_\w+$/);
});

test("after all of it the ledger has what the models counted on their own side, to the token", async ({
  installation,
}) => {
  // A call that is under way is in one of the two only.
  await expect.poll(() => installation.unbalanced()).toBeNull();
});
