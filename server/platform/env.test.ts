import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EnvError, type EnvName, envNames, envSchema, parseEnv } from "./env.ts";

const root = "/srv/spiral";
const key = Buffer.alloc(32, 7).toString("base64");

const problemsOf = (source: Record<string, string>): readonly string[] => {
  try {
    parseEnv(source, root);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
};

describe("parseEnv", () => {
  it("needs nothing", () => {
    expect(parseEnv({}, root)).toMatchObject({
      PORT: 3000,
      HOST: "127.0.0.1",
      SPIRAL_DATA_DIR: "/srv/spiral/.spiral",
      SPIRAL_ALLOWED_HOSTS: ["localhost", "127.0.0.1", "[::1]"],
      SPIRAL_RUNNER_CONCURRENCY: 4,
      SPIRAL_LOG_LEVEL: "info",
    });
  });

  it.each<[EnvName, string, unknown]>([
    ["PORT", "0", 0],
    ["PORT", " 8080 ", 8080],
    ["PORT", "", 3000],
    ["HOST", "::1", "::1"],
    ["SPIRAL_DATA_DIR", "/data", "/data"],
    ["SPIRAL_DATA_DIR", "elsewhere", "/srv/spiral/elsewhere"],
    ["DATABASE_URL", "postgres://u:p@db/spiral?sslmode=require", "postgres://u:p@db/spiral?sslmode=require"],
    ["SPIRAL_PUBLIC_URL", "https://spiral.example.org/", "https://spiral.example.org"],
    ["ANTHROPIC_BASE_URL", "https://gateway.example.org/anthropic/", "https://gateway.example.org/anthropic"],
    ["OLLAMA_HOST", "0.0.0.0", "http://127.0.0.1:11434"],
    ["OLLAMA_HOST", "gpu:1234", "http://gpu:1234"],
    ["SPIRAL_SECRET_KEY", key, Buffer.alloc(32, 7)],
    ["SPIRAL_SCRIPTED_PACE_MS", "0", 0],
  ])("%s=%j is read", (name, value, expected) => {
    expect(parseEnv({ [name]: value }, root)[name]).toEqual(expected);
  });

  it.each<[EnvName, string]>([
    ["PORT", "http"],
    ["PORT", "70000"],
    ["PORT", "-1"],
    ["HOST", "not a host"],
    ["DATABASE_URL", "mysql://u:p@db/spiral"],
    ["DATABASE_URL", "postgresql://db"],
    ["DATABASE_URL", "postgresql://db/spiral?schema=other"],
    ["SPIRAL_PUBLIC_URL", "spiral.example.org"],
    ["SPIRAL_PUBLIC_URL", "https://example.org/spiral"],
    ["SPIRAL_ALLOWED_HOSTS", "good.example, bad:3000"],
    ["ANTHROPIC_BASE_URL", "file:///etc/passwd"],
    ["ANTHROPIC_BASE_URL", "https://user:hunter2@gateway.example"],
    ["CLAUDE_CODE_PATH", "bin/claude"],
    ["SPIRAL_RUNNER_CONCURRENCY", "65"],
    ["SPIRAL_SECRET_KEY", "short"],
    ["SPIRAL_LOG_LEVEL", "loud"],
    ["SPIRAL_RUN_IDLE_TIMEOUT_S", "1.5"],
  ])("%s=%j is refused in one line that names it", (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} .*expected .*for example ${name}=`)),
    ]);
  });

  it("names every wrong value at once and repeats no secret", () => {
    const problems = problemsOf({
      PORT: "x",
      DATABASE_URL: "mysql://u:hunter2@db/x",
      ANTHROPIC_BASE_URL: "https://u:hunter2@gateway.example",
      SPIRAL_SECRET_KEY: "hunter2",
    });
    expect(problems.map((line) => line.split(" ")[0])).toEqual([
      "PORT",
      "DATABASE_URL",
      "ANTHROPIC_BASE_URL",
      "SPIRAL_SECRET_KEY",
    ]);
    expect(problems.join()).not.toContain("hunter2");
  });

  it("allows the hosts it is reached by, and no wildcard", () => {
    const allowed = (source: Record<string, string>) => parseEnv(source, root).SPIRAL_ALLOWED_HOSTS.slice(3);
    expect(allowed({ HOST: "0.0.0.0" })).toEqual([]);
    expect(allowed({ HOST: "fd00::5" })).toEqual(["[fd00::5]"]);
    expect(allowed({ SPIRAL_PUBLIC_URL: "https://a.example", SPIRAL_ALLOWED_HOSTS: "B.example, [fd00::6]" })).toEqual([
      "a.example",
      "b.example",
      "[fd00::6]",
    ]);
  });
});

describe(".env.example", () => {
  const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
  const entries = [...example.matchAll(/^# .+\n# ([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => ({
    name,
    value,
  }));

  it("explains every setting, and no other, in the same order", () => {
    expect(entries.map((entry) => entry.name)).toEqual(envNames);
    expect(example.match(/^#? ?[A-Z_]+=/gm)).toHaveLength(envNames.length);
  });

  it("shows the defaults", () => {
    const shown = entries.filter(({ value }) => value !== "").map(({ name, value }) => [name, value]);
    expect(envSchema.parse(Object.fromEntries(shown))).toEqual(envSchema.parse({}));
  });
});
