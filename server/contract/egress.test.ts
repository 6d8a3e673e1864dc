import { describe, expect, it } from "vitest";
import {
  hostLines,
  HostRule,
  HostRules,
  mostHostRules,
  needsAdmin,
  packageRegistries,
  parseHostRule,
} from "./egress.ts";

describe("a host rule", () => {
  it.each([
    ["registry.npmjs.org", "registry.npmjs.org"],
    ["  Registry.NPMJS.org. ", "registry.npmjs.org"],
    ["*.example.org", "*.example.org"],
    ["*.Example.org:8443", "*.example.org:8443"],
    ["example.org:443", "example.org:443"],
    ["münchen.example", "xn--mnchen-3ya.example"],
    ["git.lan private", "git.lan private"],
    ["registry   PRIVATE", "registry private"],
    ["registry:4873 private", "registry:4873 private"],
    ["*.lan private", "*.lan private"],
    ["localhost:4873 private", "localhost:4873 private"],
    ["10.0.0.5", "10.0.0.5"],
    ["10.0.0.5:80 private", "10.0.0.5:80"],
    ["[FD00:0::5]:80", "[fd00::5]:80"],
    ["a_b.example.org", "a_b.example.org"],
  ])("%j is written %j", (text, canonical) => {
    expect(HostRule.parse(text)).toBe(canonical);
    // And stays as it is.
    expect(HostRule.parse(canonical)).toBe(canonical);
  });

  it.each([
    "",
    " ",
    "*",
    "*.*",
    "*.org",
    "*example.org",
    "foo.*.org",
    "**.example.org",
    "registry",
    "localhost",
    "https://registry.npmjs.org",
    "registry.npmjs.org/left-pad",
    "user@registry.npmjs.org",
    "user:word@registry.npmjs.org",
    "registry.npmjs.org:0",
    "registry.npmjs.org:70000",
    "registry.npmjs.org:http",
    "registry.npmjs.org:443:443",
    "registry.npmjs.org public",
    "registry.npmjs.org pypi.org",
    "a..b",
    "-a.example.org",
    `${"a".repeat(64)}.example.org`,
    "exa\u0000mple.org",
    "ex%61mple.org/",
    "0x7f.0.0.1",
    "2130706433",
    "127.1",
    "0177.0.0.1",
    "*.10.0.0.5",
    "::1",
    "[::1",
    "[fe80::1%eth0]",
    "256.1.1.1",
  ])("%j is refused with a reason", (text) => {
    const parsed = HostRule.safeParse(text);
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues[0]?.message).toMatch(/host|port|address|wide/);
  });

  it("names the address that is meant", () => {
    expect(parseHostRule("0x7f.1")).toEqual({ problem: '"0x7f.1" is an address. Write it as 127.0.0.1.' });
  });

  it.each([
    ["example.org", false],
    ["*.example.org:8443", false],
    ["example.org private", true],
    ["10.0.0.5", true],
    ["8.8.8.8", true],
    ["[2606:4700:4700::1111]", true],
    ["not a rule", true],
  ])("%j needs an admin: %j", (rule, expected) => {
    expect(needsAdmin(rule)).toBe(expected);
  });
});

describe("a list of host rules", () => {
  it("has no doubles and a limit", () => {
    expect(HostRules.parse(["b.example", "a.example", "B.example."])).toEqual(["b.example", "a.example"]);
    const many = Array.from({ length: mostHostRules + 1 }, (_, index) => `h${index}.example`);
    expect(HostRules.safeParse(many).success).toBe(false);
  });

  it("is read from lines and commas", () => {
    expect(hostLines(" a.example\n\n b.example, c.lan private \r\n")).toEqual([
      "a.example",
      "b.example",
      "c.lan private",
    ]);
  });

  it("begins with package registries in their canonical form, which anybody may list", () => {
    expect(HostRules.parse(packageRegistries)).toEqual(packageRegistries);
    expect(packageRegistries.some(needsAdmin)).toBe(false);
  });
});
