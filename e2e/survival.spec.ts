import { execFileSync } from "node:child_process";
import { workspacePaths } from "../server/sandbox/workspace-files.ts";
import { activity, expectWholeLog } from "./fixtures/activity.ts";
import type { Installation } from "./fixtures/installation.ts";
import { eventsOfType, startStory, expectDone } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";
import type { Page } from "@playwright/test";

// What dies here must not take another file's tests along.
test.use({ installationOptions: { paceMs: 1 } });
test.setTimeout(150_000);

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
