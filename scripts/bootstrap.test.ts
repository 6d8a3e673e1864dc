import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isAlive } from "../server/platform/processes.ts";
import { startProcess, type StartedProcess } from "../server/testing/started-process.ts";

// A project of three scripts and a stand-in for npm that notes how it was called: nothing is downloaded here.
const fakeNpm = `const { appendFileSync, mkdirSync, symlinkSync, writeFileSync } = require("node:fs");
appendFileSync("npm-calls", process.argv.slice(2).join(" ") + " NODE_ENV=" + process.env.NODE_ENV + "\\n");
if (process.env.FAKE_NPM === "fails") { console.error("npm error network"); process.exit(7); }
if (process.argv[2] === "ci") mkdirSync("node_modules/.bin", { recursive: true });
if (process.argv[2] === "rebuild") symlinkSync(process.execPath, "node_modules/.bin/node");`;

const scripts = {
  "echo.ts": `console.log(JSON.stringify({ args: process.argv.slice(2), path: process.env["PATH"], cwd: process.cwd() })); process.exitCode = 3;`,
  "wait.ts": `import { whenToldToEnd } from "./follow-parent.ts";
whenToldToEnd(() => { console.log("told"); process.exit(0); });
console.log("pid " + process.pid); setInterval(() => undefined, 1000);`,
  "die.ts": `process.kill(process.pid, "SIGTERM"); setInterval(() => undefined, 1000);`,
};

let folder: string;
let all: StartedProcess[];

beforeEach(() => {
  all = [];
  folder = mkdtempSync(path.join(tmpdir(), "spiral-bootstrap-"));
  mkdirSync(path.join(folder, "scripts"));
  for (const name of ["bootstrap.mjs", "follow-parent.ts", "node-flags.json"])
    cpSync(path.join("scripts", name), path.join(folder, "scripts", name));
  for (const [name, code] of Object.entries(scripts)) writeFileSync(path.join(folder, "scripts", name), code);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeLock("1.0.0");
  writeFileSync(path.join(folder, "npm-cli.cjs"), fakeNpm);
});
afterEach(() => {
  for (const { child } of all) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

const writeLock = (version: string): void =>
  writeFileSync(
    path.join(folder, "package-lock.json"),
    JSON.stringify({ packages: { "": {}, "node_modules/a": { version } } }),
  );
const bootstrap = (args: readonly string[], env: Record<string, string> = {}): StartedProcess => {
  const started = startProcess(process.execPath, ["scripts/bootstrap.mjs", ...args], {
    cwd: folder,
    env: { NODE_ENV: "production", PATH: process.env["PATH"], npm_execpath: path.join(folder, "npm-cli.cjs"), ...env },
  });
  all.push(started);
  return started;
};
const npmCalls = (): string[] => {
  const file = path.join(folder, "npm-calls");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
};
const waiting = async (): Promise<{ process: StartedProcess; scriptPid: number }> => {
  const started = bootstrap(["wait"]);
  return { process: started, scriptPid: Number((await started.says(/pid (\d+)/))[1]) };
};

describe("bootstrap", () => {
  it("installs once, with development packages and no scripts but Node's, and then runs the command", async () => {
    const first = bootstrap(["echo", "--flag", "two words"]);
    expect(await first.ended()).toBe(3);
    await first.says(/"args":\["--flag","two words"\]/);
    expect(first.output()).toMatch(new RegExp(`"path":"${path.join(folder, "node_modules/.bin")}:`));
    expect(npmCalls()).toEqual([
      expect.stringMatching(/^ci --ignore-scripts --include=dev --include=optional .*NODE_ENV=undefined$/),
      expect.stringMatching(/^rebuild node --ignore-scripts=false .*NODE_ENV=undefined$/),
    ]);
    await bootstrap(["echo"]).ended();
    expect(npmCalls()).toHaveLength(2);
  });

  it("installs again when the lockfile has changed, but not after an `npm install` by hand", async () => {
    await bootstrap(["echo"]).ended();
    writeLock("1.0.1");
    writeFileSync(
      path.join(folder, "node_modules/.package-lock.json"),
      JSON.stringify({ packages: { "node_modules/a": { version: "1.0.1" } } }),
    );
    await bootstrap(["echo"]).ended();
    expect(npmCalls()).toHaveLength(2);
    writeLock("1.0.2");
    rmSync(path.join(folder, "node_modules/.bin"), { recursive: true });
    await bootstrap(["echo"]).ended();
    expect(npmCalls()).toHaveLength(4);
  });

  it("notices packages that were installed for another platform", async () => {
    mkdirSync(path.join(folder, "node_modules/.bin"), { recursive: true });
    symlinkSync(process.execPath, path.join(folder, "node_modules/.bin/node"));
    const lockfile = createHash("sha256")
      .update(readFileSync(path.join(folder, "package-lock.json")))
      .digest("hex");
    writeFileSync(
      path.join(folder, "node_modules/.spiral-install.json"),
      JSON.stringify({ lockfile, platform: "plan9-mips" }),
    );
    await bootstrap(["echo"], { FAKE_NPM: "fails" }).ended();
    expect(npmCalls()).toHaveLength(1);
  });

  it("says what to do when npm fails", async () => {
    const failing = bootstrap(["echo"], { FAKE_NPM: "fails" });
    expect(await failing.ended()).toBe(1);
    await failing.says(
      /npm error network[\s\S]*`npm ci .*` failed[\s\S]*npm config get registry[\s\S]*run the same command again/,
    );
  });

  it("names an unknown command", async () => {
    const unknown = bootstrap(["nonsense"]);
    expect(await unknown.ended()).toBe(1);
    await unknown.says(/There is no command "nonsense"/);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "hands %s on and ends when the script has ended",
    async (signal) => {
      const { process: started, scriptPid } = await waiting();
      started.child.kill(signal);
      expect(await started.ended()).toBe(0);
      await started.says(/told/);
      expect(await isAlive(scriptPid)).toBe(false);
    },
  );

  it("leaves nothing behind when it is killed", async () => {
    const { process: started, scriptPid } = await waiting();
    started.child.kill("SIGKILL");
    await expect.poll(() => isAlive(scriptPid)).toBe(false);
  });

  it("ends by the signal that ended the script", async () => {
    expect(await bootstrap(["die"]).ended()).toBe("SIGTERM");
  });

  it.each([
    ["Ctrl-C, which the terminal sends to the whole group", (pid: number) => process.kill(-pid, "SIGINT")],
    ["SIGTERM to npm, which passes it to its shell only", (pid: number) => process.kill(pid, "SIGTERM")],
  ])("leaves nothing after %s", async (_, signal) => {
    await bootstrap(["echo"]).ended();
    const shell = spawn("sh", ["-c", "node scripts/bootstrap.mjs wait; true"], {
      cwd: folder,
      detached: true,
      env: {
        NODE_ENV: "production",
        npm_lifecycle_event: "start",
        PATH: `${path.dirname(process.execPath)}:${process.env["PATH"]}`,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const output: string = await new Promise((resolve) => shell.stdout.setEncoding("utf8").once("data", resolve));
    const scriptPid = Number(/pid (\d+)/.exec(output)?.[1]);
    signal(shell.pid ?? 0);
    await once(shell, "exit");
    await expect.poll(() => isAlive(scriptPid)).toBe(false);
  });
});
