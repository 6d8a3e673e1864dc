import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { testingSandboxes } from "../../sandbox/testing-sandbox.ts";
import { compareVersions, detectClaudeCode, minimumVersion, type DetectOptions } from "./detect.ts";
import { ownerCredentialStore } from "./environment.ts";
import { readOwnerCredential } from "./owner-credential.ts";

const setUp = async () => {
  const { sandboxes, folder } = await testingSandboxes();
  const home = path.join(folder, "owner");
  mkdirSync(home);
  const program = (name: string, script: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const detect = (more: Partial<DetectOptions> = {}) =>
    detectClaudeCode({
      sandboxes,
      hostEnvironment: { PATH: process.env["PATH"], HOME: home },
      configuredPath: null,
      oauthToken: null,
      scratchPath: path.join(folder, "scratch"),
      signal: new AbortController().signal,
      ...more,
    });
  return { folder, home, program, detect };
};

/** A sign-in as Claude Code stores it, made up. */
const signIn = (home: string): void => {
  mkdirSync(path.join(home, ".claude"));
  const claudeAiOauth = {
    accessToken: "made-up-access-token",
    refreshToken: "made-up-refresh-token",
    expiresAt: Date.now() + 7_200_000,
    scopes: ["user:inference", "user:profile"],
    subscriptionType: "max",
  };
  writeFileSync(path.join(home, ".claude", ".credentials.json"), JSON.stringify({ claudeAiOauth }), { mode: 0o600 });
};

describe("looking for Claude Code", () => {
  test("finds the SDK's own program, not signed in, and writes nothing into the owner's home", async () => {
    const { detect, home } = await setUp();
    const found = await detect();
    expect(found).toMatchObject({ finding: { status: "ok", fix: null }, version: minimumVersion, signedIn: false });
    expect(found.binaryPath).toMatch(/claude-agent-sdk-.*claude$/);
    expect(readdirSync(home)).toEqual([]);
  });

  test("sees the owner's sign-in, and a token", async () => {
    const { detect, home } = await setUp();
    expect(await detect({ oauthToken: "a-token" })).toMatchObject({ signedIn: true });
    signIn(home);
    const found = await detect();
    expect(found).toMatchObject({ signedIn: true, finding: { status: "ok" } });
    expect(JSON.stringify(found)).not.toContain("made-up");
    expect(readdirSync(home)).toEqual([".claude"]);
    expect(readdirSync(path.join(home, ".claude"))).toEqual([".credentials.json"]);
  });

  test("takes no answer about the sign-in for none", async () => {
    const { detect, program } = await setUp();
    const answering = (name: string, status: string) =>
      program(name, `case "$1" in --version) echo '${minimumVersion} (Claude Code)';; *) ${status};; esac`);
    const out = answering("out", `echo '{"loggedIn": false, "authMethod": "none"}'; exit 1`);
    expect(await detect({ configuredPath: out })).toMatchObject({ finding: { status: "ok" }, signedIn: false });
    const unclear = { finding: { status: "warning" }, version: minimumVersion, signedIn: null };
    expect(await detect({ configuredPath: answering("killed", "kill -9 $$") })).toMatchObject(unclear);
    expect(await detect({ configuredPath: answering("chatty", "echo 'Updating …'") })).toMatchObject(unclear);
    const hung = { configuredPath: program("hung", "sleep 60") };
    expect(await detect({ ...hung, signal: AbortSignal.timeout(500) })).toMatchObject({ signedIn: null });
    expect(await detect({ ...hung, signal: AbortSignal.timeout(500), oauthToken: "a" })).toMatchObject({
      signedIn: true,
    });
  });

  test("says what is wrong with a configured program, and how to mend it", async () => {
    const { detect, program, folder } = await setUp();
    const wrong = { binaryPath: null, version: null, signedIn: false };
    expect(await detect({ configuredPath: path.join(folder, "none") })).toMatchObject({
      ...wrong,
      finding: { status: "missing" },
    });
    const old = await detect({ configuredPath: program("old", "echo '2.1.4 (Claude Code)'") });
    expect(old).toMatchObject(wrong);
    expect(old.finding.detail).toContain("2.1.4");
    expect(old.finding.fix).toContain("claude update");
    expect(await detect({ configuredPath: program("other", "echo hello") })).toMatchObject(wrong);
    expect(await detect({ configuredPath: program("silent", "exit 1") })).toMatchObject(wrong);
    expect(
      await detect({ configuredPath: program("bytes", "printf '\\377\\376\\000'; head -c 200000 /dev/zero") }),
    ).toMatchObject(wrong);
    const hung = program("hung", "sleep 60");
    expect(await detect({ configuredPath: hung, signal: AbortSignal.timeout(500) })).toMatchObject({
      finding: { status: "warning", detail: `${hung} did not tell its version in time.` },
      binaryPath: hung,
    });
  });
});

test("versions compare as numbers", () => {
  expect(compareVersions("2.1.329", "2.1.329")).toBe(0);
  expect(compareVersions("2.1.9", "2.1.329")).toBeLessThan(0);
  expect(compareVersions("2.10.0", "2.9.99")).toBeGreaterThan(0);
  expect(compareVersions("3.0", "2.99.99")).toBeGreaterThan(0);
});

test("the owner's sign-in is looked for where the owner's own program keeps it", () => {
  expect(ownerCredentialStore({ HOME: "/home/ada" }, "linux")).toBe("/home/ada/.claude");
  expect(ownerCredentialStore({ HOME: "/Users/ada" }, "darwin")).toBe("");
  expect(ownerCredentialStore({ HOME: "/home/ada", CLAUDE_CONFIG_DIR: "/elsewhere" }, "darwin")).toBe("/elsewhere");
});

test("the owner's sign-in is read while it is valid, and only then", async () => {
  const { home } = await setUp();
  const at = (milliseconds: number) => ({ now: () => new Date(milliseconds) });
  const host = { HOME: home };
  expect(await readOwnerCredential(host, at(0))).toBeNull();
  signIn(home);
  expect(await readOwnerCredential(host, at(Date.now()))).toBe("made-up-access-token");
  expect(await readOwnerCredential(host, at(8.64e15))).toBeNull();
});
