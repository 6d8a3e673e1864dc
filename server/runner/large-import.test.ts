import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ProjectSource } from "../contract/sources.ts";
import { listEvents, listLiveBlocks } from "../domain/events/index.ts";
import { changeSource } from "../domain/imports/index.ts";
import { cancelProject, submitProject } from "../domain/projects/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { startGitServer, type GitServer } from "../testing/git-server.ts";
import { seedDraft } from "../testing/project-factory.ts";
import { programsMarked, type StartedProcess } from "../testing/started-process.ts";
import { createRunnerPlace, type RunnerPlace } from "../testing/test-runner.ts";

// Real runners, as processes of their own: one of them is killed, and what they take of memory is read from the kernel.
let at: RunnerPlace;
let host: GitServer;
/** Takes every connection, and never says a word. */
let mute: Server;
let runner: StartedProcess;
const outside = mkdtempSync(path.join(tmpdir(), "spiral-large-import-host-"));

/** A repository of so many small files, in folders of a thousand. */
const manyFiles = (name: string, count: number): void => {
  host.repository(name, {});
  const files = Array.from({ length: count }, (_, index) => {
    return `M 100644 inline src/part-${Math.floor(index / 1_000)}/file-${index}.js\ndata 3\n1;\n`;
  });
  const commit = `commit refs/heads/main\ncommitter Somebody <somebody@git.example> 1700000000 +0000\ndata 4\nMany\nfrom refs/heads/main^0\n`;
  const made = spawnSync("git", ["fast-import", "--quiet"], {
    cwd: path.join(outside, `${name}.git`),
    input: `${commit}${files.join("")}\n`,
  });
  expect(made.stderr.toString()).toBe("");
  expect(made.status).toBe(0);
};

beforeAll(async () => {
  at = await createRunnerPlace();
  host = await startGitServer(outside);
  mute = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(mute, "listening");
  await writeSettings(at.domain, {
    values: { "import.privateHosts": [host.host, muteHost()] },
    actorId: at.owner.id,
  });
  manyFiles("many", 20_000);
  manyFiles("too-many", 150_001);
  runner = at.startProcess();
}, 120_000);
afterAll(async () => {
  runner.child.kill("SIGTERM");
  await runner.ended();
  await host.close();
  mute.close();
  rmSync(outside, { recursive: true, force: true });
  await at.close();
}, 60_000);
afterEach(() => at.booksBalance());

const muteHost = (): string => {
  const address = mute.address();
  return address === null || typeof address === "string" ? "" : `127.0.0.1:${address.port}`;
};
const begin = async (url: string): Promise<string> => {
  const projectId = await seedDraft(at.domain, { ownerId: at.owner.id, scenario: "bench" });
  await changeSource(at.domain, { projectId, source: ProjectSource.parse({ kind: "git", url }), actorId: at.owner.id });
  await submitProject(at.domain, { projectId, actorId: at.owner.id });
  return projectId;
};
const heldMessage = async (projectId: string): Promise<string> => {
  await expect.poll(async () => (await at.view(projectId)).status, { timeout: 150_000, interval: 200 }).toBe("WAITING");
  const { hold } = await at.view(projectId);
  return hold?.reason === "attention" ? hold.message : JSON.stringify(hold);
};
/** The most that a process has held in memory so far, in mebibytes. */
const mostMemory = (pid: number): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;

describe.runIf(process.platform === "linux")("large repositories", { timeout: 300_000 }, () => {
  test("20,000 files come in whole, also where the runner is killed in the middle; nothing is doubled", async () => {
    const silent = await begin(`http://${muteHost()}/a.git`);
    const projectId = await begin(host.url("many"));
    const { filesPath } = workspacePaths(at.dataDir, projectId);
    const staged = path.join(path.dirname(filesPath), "incoming", "files", "src");
    const progress = async () => (await listLiveBlocks(at.domain, { projectId })).map(({ kind, text }) => [kind, text]);
    await expect
      .poll(progress, { timeout: 120_000, interval: 50 })
      .toEqual([["progress", expect.stringMatching(/^Fetching the repository/)]]);
    await expect.poll(() => existsSync(staged), { timeout: 120_000, interval: 20 }).toBe(true);
    runner.child.kill("SIGKILL");
    await runner.ended();
    expect((await at.view(projectId)).source?.imported).toBe(false);

    runner = at.startProcess();
    await expect
      .poll(async () => (await at.view(projectId)).source?.imported, { timeout: 240_000, interval: 200 })
      .toBe(true);
    const memoryMb = mostMemory(runner.child.pid ?? 0);
    expect(memoryMb).toBeLessThan(700);
    await cancelProject(at.domain, { projectId, actorId: at.owner.id });

    const events = (await listEvents(at.domain, { projectId, after: 0, limit: 1_000 })).map(({ payload }) => payload);
    const finished = events.flatMap((payload) => (payload.type === "import.finished" ? [payload.figures] : []));
    expect(finished).toMatchObject([{ files: 20_000, history: 2, originBranch: "main", notes: [] }]);
    expect(events.filter(({ type }) => type === "import.screened")).toHaveLength(1);
    // How far it is goes past the log, and leaves nothing behind.
    expect(events.length).toBeLessThan(20);
    expect(await progress()).toEqual([]);
    const folders = readdirSync(path.join(filesPath, "src"));
    expect(folders).toHaveLength(20);
    expect(folders.flatMap((folder) => readdirSync(path.join(filesPath, "src", folder)))).toHaveLength(20_000);
    expect(readdirSync(path.dirname(filesPath)).filter((name) => name.startsWith("incoming"))).toEqual([]);
    const runs = await at.database.prisma.run.findMany({
      where: { projectId, operation: "IMPORT" },
      select: { status: true, attempts: { select: { outcome: true }, orderBy: { leaseToken: "asc" } } },
    });
    expect(runs).toEqual([{ status: "SUCCEEDED", attempts: [{ outcome: "LOST" }, { outcome: "COMPLETED" }] }]);

    // Meanwhile, and also after the runner's death: a host that takes the connection and says nothing.
    expect(await heldMessage(silent)).toMatch(/did not answer/);
    await cancelProject(at.domain, { projectId: silent, actorId: at.owner.id });
    await expect.poll(() => programsMarked(projectId), { timeout: 30_000 }).toEqual([]);
  });

  test("more than 150,000 are refused before they are written", async () => {
    const projectId = await begin(host.url("too-many"));
    expect(await heldMessage(projectId)).toBe("The repository has 150,001 files; at most 150,000 can be brought in.");
  });
});
