import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isAlive } from "../platform/processes.ts";
import { runCommand, type CommandOptions } from "./run-command.ts";
import { fileAppears, testingSandboxes, until } from "./testing-sandbox.ts";

const setUp = async () => {
  const { sandboxes, folder, open } = await testingSandboxes();
  const sandbox = await open("att_test");
  const env = sandbox.environment;
  const options = (script: string, more: Partial<CommandOptions> = {}): CommandOptions => ({
    command: "sh",
    args: ["-c", script],
    cwd: folder,
    env,
    doors: [],
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    maxOutputBytes: 10_000,
    streams: "merged",
    leftovers: "end",
    ...more,
  });
  const pidIn = (name: string): number => Number(readFileSync(path.join(folder, name), "utf8"));
  return { sandboxes, sandbox, folder, env, options, pidIn };
};

describe("runCommand", () => {
  test("gives exit status and both streams in the order in which they were written", async () => {
    const { sandbox, options } = await setUp();
    const result = await runCommand(sandbox, options("echo one; echo two >&2; echo three; exit 3"));
    expect(result).toMatchObject({ outcome: "exited", exitStatus: 3, output: "one\ntwo\nthree\n", errorOutput: "" });
  });

  test("keeps the streams apart when asked to", async () => {
    const { sandbox, options } = await setUp();
    const result = await runCommand(sandbox, options("echo one; echo two >&2", { streams: "separate" }));
    expect(result).toMatchObject({ output: "one\n", errorOutput: "two\n" });
  });

  test("gives the process exactly the given environment and the markers", async () => {
    const { sandbox, options } = await setUp();
    const result = await runCommand(
      sandbox,
      options("", { command: "env", args: [], env: { PATH: "/usr/bin:/bin", ONLY: "this" } }),
    );
    const names = result.output
      .trim()
      .split("\n")
      .map((line) => line.split("=")[0]);
    const allowedBySh = ["PWD", "OLDPWD", "SHLVL", "_"];
    const markers = ["SPIRAL_ATTEMPT", "SPIRAL_PROCESS", "SPIRAL_RUNNER"];
    expect(new Set(names.filter((name) => !allowedBySh.includes(name ?? "")))).toEqual(
      new Set(["ONLY", "PATH", ...markers]),
    );
  });

  test("keeps beginning and end of endless output, and passes on no more than the limit", async () => {
    const { sandbox, options } = await setUp();
    let passedOn = 0;
    const result = await runCommand(
      sandbox,
      options("echo first; yes | head -c 30000000; echo last", {
        onOutput: async (text) => {
          passedOn += text.length;
        },
      }),
    );
    expect(result.output.startsWith("first\n")).toBe(true);
    expect(result.output.endsWith("last\n")).toBe(true);
    expect(result.output).toMatch(/… \d+ bytes left out …/);
    expect(result.output.length).toBeLessThan(10_100);
    expect(result.outputTruncated).toBe(true);
    expect(passedOn).toBe(10_000);
  });

  test("passes on output while the command runs, characters whole", async () => {
    const { sandbox, options, folder } = await setUp();
    const seen: string[] = [];
    await runCommand(
      sandbox,
      // Half a character, then a wait for what only the receiver does.
      options("printf 'caf\\303'; while [ ! -e go ]; do sleep 0.01; done; printf '\\251\\n'", {
        onOutput: async (text) => {
          seen.push(text);
          if (seen.length === 1) writeFileSync(path.join(folder, "go"), "");
        },
      }),
    );
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.join("")).toBe("café\n");
  });

  test("ends a command that takes too long", async () => {
    const { sandboxes, sandbox, options } = await setUp();
    const result = await runCommand(sandbox, options("echo begun; sleep 600", { timeoutMs: 300 }));
    expect(result).toMatchObject({ outcome: "timed_out", exitStatus: null });
    expect(result.durationMs).toBeLessThan(20_000);
    expect(await sandboxes.listMarked()).toEqual([]);
  });

  test.each([
    ["daemonised", "setsid sh -c 'echo $$ > other; exec sleep 600' >/dev/null 2>&1 & sleep 600"],
    ["cleared its environment", "env -i sh -c 'echo $$ > other; sleep 600; true' & sleep 600"],
    ["ignores signals", "sh -c 'trap \"\" TERM INT HUP; echo $$ > other; sleep 600; true' & sleep 600"],
  ])("ends the whole tree, also what %s", async (_, script) => {
    const { sandboxes, sandbox, options, folder, pidIn } = await setUp();
    const controller = new AbortController();
    const running = runCommand(sandbox, options(script, { signal: controller.signal }));
    await until("the other process", () => existsSync(path.join(folder, "other")) && pidIn("other") > 0);
    controller.abort();
    expect((await running).outcome).toBe("aborted");
    expect(await isAlive(pidIn("other"))).toBe(false);
    expect(await sandboxes.listMarked()).toEqual([]);
  });

  test("ends what a command leaves behind in the background when it exits by itself", async () => {
    const { sandbox, options, folder } = await setUp();
    const script =
      "setsid sh -c 'echo $$ > daemon; exec sleep 600' & while [ ! -s daemon ]; do sleep 0.01; done; echo done";
    const result = await runCommand(sandbox, options(script));
    expect(result).toMatchObject({ outcome: "exited", exitStatus: 0, output: "done\n" });
    expect(await isAlive(Number(readFileSync(path.join(folder, "daemon"), "utf8")))).toBe(false);
  });

  test("is aborted at once and leaves no process", async () => {
    const { sandboxes, sandbox, options, folder } = await setUp();
    const controller = new AbortController();
    const running = runCommand(
      sandbox,
      options("trap '' TERM; touch started; sleep 600", { signal: controller.signal }),
    );
    await fileAppears(path.join(folder, "started"));
    const before = performance.now();
    controller.abort();
    expect(await running).toMatchObject({ outcome: "aborted", exitStatus: null });
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(await sandboxes.listMarked()).toEqual([]);
  });

  test("says when a command does not exist or its folder is gone", async () => {
    const { sandbox, options, folder } = await setUp();
    expect((await runCommand(sandbox, options("", { command: "no-such-command" }))).outcome).toBe("not_started");
    expect((await runCommand(sandbox, options("true", { cwd: path.join(folder, "gone") }))).outcome).toBe(
      "not_started",
    );
  });

  test("fails with the receiver's error and still leaves no process", async () => {
    const { sandboxes, sandbox, options } = await setUp();
    const running = runCommand(
      sandbox,
      options("echo text; sleep 600", { onOutput: () => Promise.reject(new Error("the receiver failed")) }),
    );
    await expect(running).rejects.toThrow("the receiver failed");
    await until("no process is left", async () => (await sandboxes.listMarked()).length === 0);
  });
});
